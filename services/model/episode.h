/* episode.h: one run of trouble of a duty at an institution: opened and closed by episode_reconcile() and nothing else.
 *
 * Key: (duty, institution, ladder, period, number). The period is the judged month, never a computed date; the number counts how
 * often the same trouble of the same period came back, so the same facts give the same keys on every machine. A notice key is
 * (episode key, rung, recipient). A baseline episode exists and says nothing.
 *
 * The table EPISODE_FSM is the whole life of an episode; it prints its own diagram. Decisions are pure; the store makes them true
 * (new state, transition row and todo rows in one transaction, guarded by `state = from`). */
#ifndef DUBAN_MODEL_EPISODE_H
#define DUBAN_MODEL_EPISODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "lib/text.h"
#include "model/duty_state.h"

#define EPISODE_STATE_TABLE(X)                                                                   \
    X(EP_NONE, none)           /* not there yet: where every episode comes from */               \
    X(EP_OPEN, open)           /* its ladder runs */                                             \
    X(EP_ACKED, acked)         /* 签收: somebody took it; the conditional rungs stand still */ \
    X(EP_EXPLAINED, explained) /* an explanation is there; the ladder stands still */            \
    X(EP_CLOSED, closed)       /* over; never opened again (a new number is) */
enum episode_state {
#define EPISODE_STATE_ENUM(name, word) name,
    EPISODE_STATE_TABLE(EPISODE_STATE_ENUM)
#undef EPISODE_STATE_ENUM
        EPISODE_STATE_COUNT
};
const char *episode_state_name(enum episode_state state);
MUST_CHECK enum status episode_state_parse(const char *word, enum episode_state *ret);

#define EPISODE_EVENT_TABLE(X)                                                                                    \
    X(EV_TROUBLE, trouble)           /* a judgement names this trouble for the first time */                      \
    X(EV_RUNG_DUE, rung_due)         /* a rung of the ladder is reached */                                        \
    X(EV_ACKNOWLEDGED, acknowledged) /* 签收, also by telephone through the desk */                             \
    X(EV_EXPLAINED, explained)       /* 三栏说明 handed in */                                                 \
    X(EV_VALUE_MET, value_met)       /* a newer state meets it: a late certificate, a number reached */           \
    X(EV_CORRECTED, corrected)       /* the very period that was told is judged otherwise now: 更正、撤回 */ \
    X(EV_NEXT_PERIOD, next_period)   /* a later period is judged; that one speaks for itself */                   \
    X(EV_DUE_PASSED, due_passed)     /* the time limit is past: reminders before it, and 滞后, are over */      \
    X(EV_RECEIVED, received)         /* the return came */                                                        \
    X(EV_EVIDENCE, evidence)         /* evidence is in and waits for its review */                                \
    X(EV_COORDINATED, coordinated)   /* stuck at a peer or superior: a letter's business now */                   \
    X(EV_DUTY_ENDED, duty_ended)     /* 销号, or the institution is no longer one of the line's */              \
    X(EV_ADJUSTED, adjusted) /* 调整, 终止: nothing but the rules changed (target, time limit, scope, the line itself) */
enum episode_event {
#define EPISODE_EVENT_ENUM(name, word) name,
    EPISODE_EVENT_TABLE(EPISODE_EVENT_ENUM)
#undef EPISODE_EVENT_ENUM
        EPISODE_EVENT_COUNT
};
const char *episode_event_name(enum episode_event event);
MUST_CHECK enum status episode_event_parse(const char *word, enum episode_event *ret);

/* What is to be queued with a transition. */
enum {
    EFFECT_NONE = 0,
    EFFECT_NOTICE = 1,   /* the rung's notice */
    EFFECT_WITHDRAW = 2, /* a withdrawal to exactly the readers of what was told; nothing was told: nothing is said */
    EFFECT_ADJUST = 4,   /* to the same readers: it need not be done any more. Nothing was wrong: no apology, no correction */
};

struct episode_edge {
    enum episode_state from;
    enum episode_event on;
    enum episode_state to;
    unsigned effects;
    const char *why;
};
extern const struct episode_edge EPISODE_FSM[];
extern const size_t EPISODE_FSM_COUNT;

/* The edge, or NULL: this event does not exist in this state (the caller answers ST_CONFLICT). */
const struct episode_edge *episode_edge_find(enum episode_state from, enum episode_event on);
/* Appends the table as lines `open --rung_due--> open [notice]  a rung …`. */
void episode_diagram(struct text *out);

/* What the store knows of one episode of the duty at the institution. Closed ones are needed too: for their numbers. */
struct episode_view {
    int64_t id;
    enum ladder_name ladder;
    int32_t period;
    int number;  /* from 1 */
    int32_t due; /* the date that its ladder counts from, as the opening decision said; 0: not kept, any */
    enum episode_state state;
    bool baseline;
    bool told; /* at least one notice of it left, or is on its way */
    bool has_told_units;
    i128 told_units; /* what its first notice showed */
};

struct episode_decision {
    int64_t id; /* 0: a new episode */
    enum ladder_name ladder;
    int32_t period;
    int number;
    enum episode_state from, to;
    enum episode_event on;
    unsigned effects;
    bool baseline;
    int64_t since_us;   /* of a new one: its start (ladder.h) */
    int32_t due;        /* of a new one: the date its ladder counts from */
    bool is_correction; /* of a new one: the same period was judged without this trouble before, and a fact after its cut-off
                           changed that (「据此重新判定」) */
    int64_t renews;     /* of a new one: the episode whose place it takes, because it was worse than was told; 0 */
    const char *why;
};

struct episode_context {
    /* the judgement of a duty, or of a return: its troubles and what ended the others */
    const struct judgement *judgement;
    const struct return_judgement *return_judgement; /* exactly one of the two is given */
    int64_t now_us;
    bool baseline; /* judged at `catalog apply` or at supervised_from: open, but say nothing */
    bool duty_is_dated;
    const struct judgement *before; /* at the first judgement by changed rules: what the rules before say of today; NULL */
    const struct judgement *then;   /* the period stays judged by the rules of then (duty_rules.h): what they say; NULL */
    int32_t told_period;            /* the newest period that was judged before this judgement; MONTH_NONE */
    const struct episode_view *episodes;
    size_t n_episodes;
};

#define EPISODE_DECISIONS_MAX 32
struct episode_decisions {
    size_t n;
    struct episode_decision at[EPISODE_DECISIONS_MAX];
};

/* A correction that makes it worse than was told is no withdrawal: the episode ends in silence, and a new one of the same trouble
 * begins now, at T+0 and never at the old step (users.md §6.5). Before episode_reconcile(), which sees what came of it. `duty`: by
 * which the judgement was made. Pairs of decisions: the end, then the beginning. */
MUST_CHECK enum status episode_renew_worse(const struct episode_context *ctx, const struct duty *duty,
                                           struct episode_decisions *ret);

/* The one function that opens and closes otherwise. A trouble whose start lies after now opens nothing yet (the judgement's
 * next_change_us has it). ST_BAD_INPUT: more episodes than EPISODE_DECISIONS_MAX would change. */
MUST_CHECK enum status episode_reconcile(const struct episode_context *ctx, struct episode_decisions *ret);

/* Was this trouble of a line there when its supervision began? The cut-off of its period lay before it, so it does not matter when
 * the data of old periods are loaded; or the period was over, known and behind by then (law 13). A due date that passes later is
 * ordinary, and a reminder before one is never a baseline. */
bool trouble_is_baseline(const struct duty_context *ctx, const struct judgement *judgement, const struct trouble *trouble,
                         int64_t baseline_us);

/* Single events of people and of the ladder: acknowledged, explained, rung due. ST_CONFLICT: not in this state. */
MUST_CHECK enum status episode_decide(const struct episode_view *episode, enum episode_event on, struct episode_decision *ret);

/* Appends the notice key: `HN-031|330481|behind|2025-05|1|T+0|yizheng.a`. recipient NULL: the episode's key and rung. */
void episode_notice_key(struct text *out, const char *duty_id, const char *institution_code, const struct episode_view *episode,
                        const char *rung, const char *recipient);

#endif
