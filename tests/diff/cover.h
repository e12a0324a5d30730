/* SPDX-License-Identifier: BSD-2-Clause */
/* What has been tried, and how it ended: a table that shows what the sequences never reach. */
#pragma once

#include "diff/method.h"

/* The answer to an invocation of an object of the method's own kind. */
void cover_method(const struct method *method, seL4_Word error);

/* A system call that came back, by its register. */
void cover_syscall(seL4_Word number);

/* A fault that somebody received, by the label of the header. */
void cover_fault(seL4_Word label);

/* One line for each row: "=cover NAME COUNT..." */
void cover_print(void);
