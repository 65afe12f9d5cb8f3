/* mode.h: does anything leave? off, shadow (all is computed, nothing leaves), allow-list, live. Pure. */
#ifndef DUBAN_NOTIFY_MODE_H
#define DUBAN_NOTIFY_MODE_H

#include "lib/reason.h"
#include "lib/status.h"

struct config;

enum mode_kind { MODE_OFF, MODE_SHADOW, MODE_ALLOW_LIST, MODE_LIVE };

struct mode {
    enum mode_kind kind;
    const char *allow_list; /* items parted by commas: addresses, @domains, codes of persons; lent */
};

/* Reads notify.mode and notify.allow_list. */
void mode_init(struct mode *mode, const struct config *config);

/* What happens to a letter for this person now. A person is on the list by the mail address, by its domain (`@haining.gov.cn`) or
 * by the code; address NULL: has none. `state` is the message's: NULL when it may leave. */
struct mode_verdict {
    const char *state; /* off, shadowed, not_allowed */
    enum reason reason;
};
struct mode_verdict mode_judge(const struct mode *mode, const char *person, const char *address);

#endif
