/* command.h: one request of the command socket while it is answered.
 *
 * A handler reads its request, fills its reply from the arena (everything in a reply lives there) and returns what became of it:
 *   ST_OK         the reply is whole
 *   ST_BAD_INPUT, ST_CONFLICT   refused: ask_refuse said why; a writing handler's transaction is rolled back
 *   ST_RETRY, ST_FATAL          not answered now
 * A writing handler runs inside the transaction that also stores its answer (law 2), and may run again from nothing. */
#ifndef DUBAN_ALERT_COMMAND_H
#define DUBAN_ALERT_COMMAND_H

#include <stddef.h>
#include <stdint.h>

#include "alert.pb-c.h"
#include "alert/alert.h"
#include "lib/db.h"
#include "lib/reason.h"
#include "lib/status.h"
#include "model/arena.h"
#include "shared/alliance.h"
#include "shared/command.h"

struct ask {
    struct alert *alert;
    struct command *command;
    struct db *db; /* the rest: the command's, for short */
    const Duban__Alert__Request *request;
    const struct alliance *alliance;
    int64_t now_us; /* business time, taken once */
    struct arena *arena;
    Duban__Alert__Reply *reply;
};

/* Says why in both languages, and returns `status`. The parameters are `const char *`, at most nine. */
#define ask_refuse(ask, status, reason, ...) command_refuse((ask)->command, status, reason, ##__VA_ARGS__)
/* The same for a success. */
#define ask_tell(ask, reason, ...) ask_refuse(ask, ST_OK, reason, ##__VA_ARGS__)

/* Text in the arena, for fields of the reply. Never NULL. */
char *ask_copy(struct ask *ask, const char *string);
char *ask_printf(struct ask *ask, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *ask_instant(struct ask *ask, int64_t instant_us); /* 2025-12-15 08:30; "" for INT64_MIN and INT64_MAX */
char *ask_reason(struct ask *ask, const char *code);    /* the words of a stored code; the code itself if it is none of ours */

/* Handlers, one for each body of the request. */
enum status ask_import(struct ask *ask);
enum status ask_export(struct ask *ask);
enum status ask_duties(struct ask *ask);
enum status ask_duty_show(struct ask *ask);
enum status ask_act(struct ask *ask);
enum status ask_why(struct ask *ask);
enum status ask_calls(struct ask *ask);
enum status ask_drafts(struct ask *ask);

/* Which institution's subject of a duty is meant: the named one, or the only one. Refuses in words. */
MUST_CHECK enum status ask_subject(struct ask *ask, const char *duty, const char *institution, int64_t *ret_institution_id);

#endif
