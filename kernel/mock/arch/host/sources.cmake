# SPDX-License-Identifier: BSD-2-Clause
include(${CMAKE_CURRENT_LIST_DIR}/../armv8/sources.cmake)
set(MOCK_HOST_SOURCES ${MOCK_ARMV8_SOURCES} arch/host/machine.c)
