/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nodes by ids of components and places of devices; an edge for each grant that joins two of them.
 */
#include "graph.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kaal/wire/broker.h>

#include "show/show.h"

/* A text in quotes. */
static void put_text(FILE *out, const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes && text[i] != '\0'; i++) {
        if (text[i] == '"' || text[i] == '\\') {
            (void)fputc('\\', out);
        }
        (void)fputc((text[i] >= ' ' && text[i] <= '~') ? text[i] : '?', out);
    }
}

#define PUT(out, field) put_text((out), (field), sizeof(field))

static void put_component(FILE *out, const struct replay *replay,
                          const struct replay_component *component)
{
    static const char *const names[] = {"list", "log", "shutdown", "spawn", "admin", "audit"};

    (void)fprintf(out, "  c%" PRIu32 " [shape=box%s label=\"", component->id,
                  component->is_running ? "" : " style=dashed");
    PUT(out, component->name);
    for (uint32_t i = 0; i < REPLAY_INDICES; i++) {
        const struct kaal_wire_audit_record *grant = &replay->grants[i];

        if (grant->grant == 0 || grant->holder != component->id) {
            continue;
        }
        if (grant->kind == KAAL_GRANT_CPU) {
            (void)fprintf(out, "\\n%" PRIu64 " of %" PRIu64 " us", grant->a, grant->b);
        }
        if (grant->kind == KAAL_GRANT_RIGHTS) {
            (void)fputs("\\n", out);
            for (size_t bit = 0; bit < KAAL_ARRAY_LENGTH(names); bit++) {
                (void)fprintf(out, "%s", (grant->a >> bit & 1) != 0 ? names[bit] : "");
                (void)fputs((grant->a >> bit & 1) != 0 ? " " : "", out);
            }
        }
    }
    (void)fputs("\"];\n", out);
}

/* The component of a name, which is the only one: 0 when there is none. */
static uint32_t id_of(const struct replay *replay, const char *name)
{
    for (uint32_t i = 0; i < REPLAY_INDICES; i++) {
        if (replay->components[i].id != 0 &&
            strncmp(replay->components[i].name, name, KAAL_PLACE_BYTES) == 0) {
            return replay->components[i].id;
        }
    }
    return 0;
}

static void put_device(FILE *out, const struct replay *replay,
                       const struct kaal_wire_audit_record *device)
{
    (void)fprintf(out, "  g%" PRIu32 " [shape=ellipse label=\"", device->grant);
    PUT(out, device->name);
    for (uint32_t i = 0; i < REPLAY_INDICES; i++) {
        if (replay->grants[i].grant != 0 && replay->grants[i].parent == device->grant) {
            (void)fprintf(out, "\\n%s", kaal_show_kind(replay->grants[i].kind));
        }
    }
    (void)fprintf(out, "\"];\n  c%" PRIu32 " -> g%" PRIu32 " [arrowhead=none];\n", device->holder,
                  device->grant);
}

/* Both ends of a channel are grants: it is an arrow for each end that is open. */
static void put_edge(FILE *out, const struct replay *replay,
                     const struct kaal_wire_audit_record *grant)
{
    uint32_t other = id_of(replay, grant->name);

    if (other == 0) {
        return;
    }
    switch (grant->kind) {
    case KAAL_GRANT_CHANNEL:
        (void)fprintf(out, "  c%" PRIu32 " -> c%" PRIu32 " [label=\"channel\" style=bold];\n",
                      grant->holder, other);
        break;
    case KAAL_GRANT_COMPONENT:
        (void)fprintf(out, "  c%" PRIu32 " -> c%" PRIu32 " [label=\"life\" style=dashed];\n",
                      grant->holder, other);
        break;
    case KAAL_GRANT_SHARED:
        (void)fprintf(out, "  c%" PRIu32 " -> c%" PRIu32 " [label=\"%" PRIu64 " bytes %s\"];\n",
                      other, grant->holder, grant->a,
                      (grant->access & KAAL_ACCESS_WRITE) != 0 ? "rw" : "r");
        break;
    case KAAL_GRANT_LENT:
        (void)fprintf(out, "  c%" PRIu32 " -> c%" PRIu32 " [label=\"irq %" PRIu64 "\"];\n", other,
                      grant->holder, grant->a);
        break;
    default:
        break;
    }
}

static bool put_graph(FILE *out, const struct replay *replay)
{
    (void)fprintf(out, "digraph kaal {\n  label=\"after record %" PRIu64 "\";\n", replay->seq);
    for (uint32_t i = 0; i < REPLAY_INDICES; i++) {
        if (replay->components[i].id != 0) {
            put_component(out, replay, &replay->components[i]);
        }
    }
    for (uint32_t i = 0; i < REPLAY_INDICES; i++) {
        const struct kaal_wire_audit_record *grant = &replay->grants[i];

        if (grant->grant != 0 && grant->kind == KAAL_GRANT_DEVICE) {
            put_device(out, replay, grant);
        } else if (grant->grant != 0) {
            put_edge(out, replay, grant);
        }
    }
    (void)fputs("}\n", out);
    return fclose(out) == 0;
}

/* Let `dot` draw what is written to the stream. */
static FILE *begin_dot(const char *path, pid_t *child)
{
    int ends[2];

    if (pipe(ends) != 0) {
        return NULL;
    }
    *child = fork();
    if (*child == 0) {
        (void)dup2(ends[0], STDIN_FILENO);
        (void)close(ends[0]);
        (void)close(ends[1]);
        (void)execlp("dot", "dot", "-Tsvg", "-o", path, (char *)NULL);
        _exit(127);
    }
    (void)close(ends[0]);
    if (*child < 0) {
        (void)close(ends[1]);
        return NULL;
    }
    return fdopen(ends[1], "w");
}

bool graph_write(const struct replay *replay, const char *path)
{
    size_t length = strlen(path);
    bool is_text = length > 4 && strcmp(path + length - 4, ".dot") == 0;
    pid_t child = 0;
    int status = 0;
    FILE *out = is_text ? fopen(path, "w") : begin_dot(path, &child);

    if (out == NULL) {
        perror(path);
        return false;
    }
    if (!put_graph(out, replay)) {
        perror(path);
        return false;
    }
    if (!is_text && (waitpid(child, &status, 0) != child || status != 0)) {
        fprintf(stderr, "kaal: %s: Graphviz's program dot has failed\n", path);
        return false;
    }
    return true;
}
