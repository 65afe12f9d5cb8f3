/* dossier.h: everything that is known of one duty at one institution, read after the claim, ready to be judged (案卷).
 *
 * dossier_read locks the subject's row, so two steps, or a step and a person's act, never decide on the same facts. What it holds
 * is lent by the alliance or its own; nothing is written here. A line and a return share the shape: `duty` is NULL for a return,
 * `kind` for a line. */
#ifndef DUBAN_ALERT_DOSSIER_H
#define DUBAN_ALERT_DOSSIER_H

#include <stdbool.h>
#include <stdint.h>

#include "alert/act_store.h"
#include "alert/episode_store.h"
#include "alert/rung_store.h"
#include "alert/subject_store.h"
#include "alert/value_store.h"
#include "lib/status.h"
#include "model/duty_state.h"
#include "model/kind.h"
#include "model/recurrence.h"
#include "shared/alliance.h"

struct db;

/* The same line by rules that were changed since (rule_history.h). */
struct past {
    const struct alliance *alliance; /* NULL: no such past */
    int64_t version;
    int64_t until_us;        /* when the next rules came */
    const struct duty *duty; /* NULL: nothing is known of then */
    struct occurrence occurrence;
    struct value_series series;
    struct duty_context context;
};

struct dossier {
    /* given */
    const struct alliance *alliance;
    int64_t now_us;
    int64_t cause; /* the work row that led here; 0: a person's command */

    struct subject subject; /* the locked row: what the last judgement said */
    const struct institution *institution;
    struct episode_list episodes;
    struct rung_rows rungs;
    struct act_list acts;

    /* of a line */
    const struct duty *duty; /* the catalog's, as it is judged here (duty_at); of what comes again the occurrence spoken of */
    struct occurrence occurrence;
    const struct line *line;       /* 分工; NULL: nobody was named yet, the desk answers */
    const struct department *lead; /* who answers inside, or the peer that leads; NULL if unknown */
    struct value_series series;
    bool awaits_month;           /* a month has begun of which compute will write a row, and has not yet */
    struct duty_context context; /* points into this dossier */
    int64_t rules_version;       /* the catalog that says since last what the line is judged by; 0: nothing was kept yet */
    struct past then;            /* by which the judged period stays judged: its day lay before a change */
    struct past before;          /* at the first judgement after a change: the rules before it */
    struct judgement judgement;  /* after dossier_judge */
    struct judgement present;    /* the same by the rules in force alone: what lies ahead is reminded of by it */
    struct judgement was;        /* by `then`, when it ended, if judged_by_then */
    struct judgement were;       /* by `before` */
    bool judged_by_then;         /* `judgement` is that of `then` */

    /* of a return */
    const struct kind *kind;
    struct return_context return_context;
    struct return_judgement return_judgement;
};
void dossier_done(struct dossier *dossier);

/* ST_BAD_INPUT: no such subject. A retired subject, or one whose duty or institution is gone from the catalog or the
 * organisation, is read with neither duty nor kind: only its episodes are left to be closed. */
MUST_CHECK enum status dossier_read(struct db *db, const struct alliance *alliance, int64_t institution_id, const char *duty,
                                    int64_t now_us, struct dossier *ret);

/* Pure: fills the judgement from the context. After a change to the context (a letter was filed) it may be called again. */
void dossier_judge(struct dossier *dossier);

/* By what the judgement was made: the rules in force, or those of then. Not before dossier_judge. */
const struct duty_context *dossier_judged_by(const struct dossier *dossier);
int64_t dossier_judged_version(const struct dossier *dossier);

/* Was the line judged before, and never by the rules in force? */
bool dossier_rules_are_new(const struct dossier *dossier);

/* Reads the periods of the line as `duty` has it; for rule_history.c. */
MUST_CHECK enum status dossier_read_past(struct db *db, const struct dossier *dossier, const struct duty *duty, struct past *ret);

bool dossier_is_return(const struct dossier *dossier);
bool dossier_is_gone(const struct dossier *dossier);

/* It was judged on a number before, and now there is none at all: the catalog changed and compute has not come to the new cell yet.
 * Or a month has begun, and a number that nobody returns, which is judged as it stands now, is still that of the month before.
 * Nothing is decided until compute has come: its work row leads here again. */
bool dossier_is_waiting(const struct dossier *dossier);

/* Is the act about what is spoken of now: the duty, or its occurrence? */
bool dossier_counts_act(const struct dossier *dossier, const struct act *act);
/* The newest evidence of the occurrence; NULL: none was handed in, or it was returned since. */
const struct act *dossier_waiting_evidence(const struct dossier *dossier);

/* The post that answers: of the line, or the reporter's; the desk's if nobody was named. NULL: there is not even a desk. */
const struct post *dossier_post(const struct dossier *dossier);

/* Nothing is ever addressed to a peer or a superior (law 12). */
bool dossier_is_foreign(const struct dossier *dossier);

/* Was this trouble there when supervision began (trouble_is_baseline())? Of a return: its cut-off lay before. */
bool dossier_is_baseline(const struct dossier *dossier, const struct trouble *trouble);

#endif
