/* answer.h: the questions that notify answers. Each fills a reply whose parts live in the arena given with it. */
#ifndef DUBAN_NOTIFY_ANSWER_H
#define DUBAN_NOTIFY_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/reason.h"
#include "lib/status.h"
#include "model/arena.h"
#include "notify.pb-c.h"
#include "notify/notify.h"
#include "shared/command.h"

struct db;

struct answer {
    struct command *command;
    struct db *db; /* the rest: the command's, for short */
    const struct alliance *alliance;
    int64_t business_us;
    bool placed; /* the business clock */
    struct arena *arena;
    Duban__Notify__Reply *reply;
};

/* Says it, and returns `status` for the caller to pass on. Parameters may be NULL. */
static inline enum status answer_say(struct answer *answer, enum status status, enum reason reason, const char *first,
                                     const char *second)
{
    return command_refuse(answer->command, status, reason, first, second);
}

MUST_CHECK enum status answer_list(struct answer *answer, const Duban__Notify__ListNotices *ask);
MUST_CHECK enum status answer_why(struct answer *answer, const Duban__Notify__AskNotice *ask);
MUST_CHECK enum status answer_letterbox(struct answer *answer, const Duban__Notify__AskLetterbox *ask);
MUST_CHECK enum status answer_preview(struct answer *answer, const Duban__Notify__Preview *ask);
/* In the caller's transaction, which also stores the answer. */
MUST_CHECK enum status answer_resend(struct answer *answer, const Duban__Notify__Resend *ask);

#endif
