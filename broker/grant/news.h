/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Telling components what has happened to their grants and to what they watch: a few words each
 * that wait in the broker, and one bit of the component's notification.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/broker.h>

/* Forget all. Once, at boot. */
void news_init(void);

/*
 * Tell a component; does nothing if it does not run. about: id of the grant or component. When too
 * much waits for it, the newest is dropped and counted.
 */
void news_post(uint32_t component, enum kaal_news_kind kind, uint32_t about);

/* Take the oldest of a component. Errors: KAAL_ERR_EMPTY there is none. */
KAAL_CHECKED kaal_err_t news_take(uint32_t component, struct kaal_wire_news *news);

/* Forget what waits for a component, and what it watches: it has ended. */
void news_forget(uint32_t component);

/*
 * Let a component be told when a grant goes or a component ends. about: its id, which is live.
 * Errors: KAAL_ERR_QUOTA it watches too much; KAAL_ERR_NO_SLOTS too many watch; KAAL_ERR_STATE it
 * watches that already.
 */
KAAL_CHECKED kaal_err_t news_watch(uint32_t component, uint32_t about, enum kaal_news_kind kind);

/* Tell those who watch, once. kind: KAAL_NEWS_WATCHED_GRANT or _COMPONENT. */
void news_watched(uint32_t about, enum kaal_news_kind kind);
