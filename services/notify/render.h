/* render.h: the text of a letter, from the stored facts of its notices and the catalog's templates. */
#ifndef DUBAN_NOTIFY_RENDER_H
#define DUBAN_NOTIFY_RENDER_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/reason.h"
#include "lib/status.h"
#include "lib/text.h"
#include "model/rules.h"
#include "notify/notice_store.h"
#include "shared/alliance.h"

#define SUBJECT_MAX_BYTES 2000
#define BODY_MAX_BYTES    (1024u * 1024)

struct render_request {
    const struct alliance *alliance;
    const struct notice *notices;
    size_t n;
    enum content_level level; /* what the channel may carry */
    int64_t now_us;
    bool placed;     /* the business clock was set on purpose: subject and page are stamped 【演示】 */
    int32_t left_on; /* the day on which what it says left first: today, unless it is shown or sent again (notice_facts_renew) */
};

/* ST_BAD_INPUT: *ret_reason says why not, *ret_param (a static word or "") goes with it. */
MUST_CHECK enum status render_letter(const struct render_request *request, struct text *subject, struct text *body,
                                     enum reason *ret_reason, const char **ret_param);

/* The same letter has the same Message-ID, for ever, in every attempt and every instance; no person and no line can be read from
 * it. */
void render_message_id(struct text *out, const char *alliance, const char *person, const char *channel, int32_t day,
                       int64_t sequence, const char *from);

#endif
