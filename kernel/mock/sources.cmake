# SPDX-License-Identifier: BSD-2-Clause
# Sources of the mock kernel's core, relative to this folder. Each port lists its own.
# string.c is for ports without a C library; a host port leaves it out.
set(MOCK_CORE_SOURCES
    core/boot.c
    core/boot_memory.c
    core/cap.c
    core/cnode.c
    core/cspace.c
    core/debug.c
    core/domain.c
    core/endpoint.c
    core/entry.c
    core/fault.c
    core/finalise.c
    core/invocation.c
    core/ipc.c
    core/irq.c
    core/lib.c
    core/notification.c
    core/refill.c
    core/reply.c
    core/sched.c
    core/schedcontext.c
    core/schedcontrol.c
    core/slot.c
    core/string.c
    core/tcb.c
    core/tcb_configure.c
    core/tcb_registers.c
    core/thread.c
    core/untyped.c
)
# What a kernel for a machine has for core/instrument.h, and what tests have.
set(MOCK_NO_INSTRUMENTS instrument/none.c)
set(MOCK_INSTRUMENTS instrument/check.c instrument/check_armv8.c instrument/check_ipc.c
    instrument/check_memory.c instrument/check_threads.c instrument/check_time.c
    instrument/choose.c instrument/fail.c instrument/names.c instrument/survey.c)
