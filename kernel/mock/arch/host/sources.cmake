# SPDX-License-Identifier: BSD-2-Clause
# arch/host/include goes before include: programs enter the kernel in another way.
include(${CMAKE_CURRENT_LIST_DIR}/../armv8/sources.cmake)
set(MOCK_HOST_SOURCES ${MOCK_ARMV8_SOURCES}
    arch/host/access.c arch/host/fiber.c arch/host/machine.c arch/host/native.c arch/host/run.c)
