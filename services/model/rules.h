/* rules.h: what a county may choose: colours of the states, how early 临期 begins, tolerance of the pace, the ladders, the hours in
 * which a message may go out, what each channel may carry. Read from base/rules.yaml, a plan's own rules.yaml replacing whole
 * top-level keys.
 *
 * Immutable, owned by the catalog. Sources: users.md §2.1, §2.4, §2.6, §6.1. */
#ifndef DUBAN_MODEL_RULES_H
#define DUBAN_MODEL_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/yaml.h"
#include "model/arena.h"
#include "model/calendar.h"
#include "model/duty_state.h"
#include "model/ladder.h"
#include "model/lag.h"

struct light {
    const char *colour; /* red, yellow, green, grey, … */
    const char *mark;   /* one word for a black-and-white page: 红, 黄, 绿, 灰, 函, 待销 */
};

/* How much a channel may carry (users.md §2.6), ascending. */
enum content_level { CONTENT_COUNT, CONTENT_TITLE, CONTENT_BRIEF, CONTENT_FULL };
MUST_CHECK enum status content_level_parse(const char *word, enum content_level *ret);
const char *content_level_name(enum content_level level);
/* The form of template (template.h) in which a channel of this level speaks: sms, im, full. */
const char *content_level_form(enum content_level level);

#define RULES_CHANNELS_MAX 16
struct channel_rule {
    const char *channel; /* letterbox, smtp */
    enum content_level content;
    const char *file; /* where it stands, for messages */
    int64_t line;
};

#define RULES_WORDS_MAX 16
struct missing_word {
    const char *kind, *word; /* drg_result → 未分组 */
};

enum ladder_anchor { ANCHOR_CUTOFF, ANCHOR_JUDGEMENT };

struct rules {
    struct light lights[DUTY_STATE_COUNT];
    int near_due_workdays;
    int recurring_near_workdays; /* of what comes again */
    struct lag evidence_lag;     /* of a line without a number: how long after its limit the paper may still be registered */
    const char *pace_tolerance;  /* decimal text in the indicator's own unit; "0": any gap lights */
    struct ladder ladders[LADDER_COUNT];
    struct send_windows windows;
    int routine_per_day; /* 0: as many as there are, each alone and at once (bench rules) */
    enum ladder_anchor anchor;
    bool has_baseline; /* false only in bench rules: the first judgement tells like any other */
    size_t n_channels;
    struct channel_rule channels[RULES_CHANNELS_MAX];
    size_t n_missing_words;
    struct missing_word missing_words[RULES_WORDS_MAX];
};

/* `base` and `own` are roots of the two files; own may be NULL. Reports all problems. *ret is what could be read also with
 * ST_BAD_INPUT: for who looks for further problems. */
MUST_CHECK enum status rules_load(const struct yaml_node *base, const struct yaml_node *own, struct arena *arena,
                                  struct problems *problems, struct rules *ret);

/* 未报数, or the kind's own word. */
const char *rules_missing_word(const struct rules *rules, const char *kind);
/* What the channel may carry; count, if nobody allowed it anything. */
enum content_level rules_content(const struct rules *rules, const char *channel);
/* The same for a preview, which may also show how a class of channels would speak that there is none of yet, named by its form (im,
 * sms), at the most that the form carries. ST_BAD_INPUT: there is neither. */
MUST_CHECK enum status rules_content_shown(const struct rules *rules, const char *channel, enum content_level *ret);

#endif
