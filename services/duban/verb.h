/* verb.h: the verbs of the operator's command. A new verb is a file verb_x.c and a line in VERBS (main.c). */
#ifndef DUBAN_DUBAN_VERB_H
#define DUBAN_DUBAN_VERB_H

#include <stddef.h>

#include "duban/cli.h"

struct verb {
    const char *name;
    const char *zh, *en;                                /* one line each: what it is for */
    const char *usage;                                  /* what `duban help VERB` prints below: a line a form, then the options */
    int (*run)(struct cli *cli, int argc, char **argv); /* argv holds what follows the verb; the result is the exit code */
};

extern const struct verb VERB_MIGRATE, VERB_UP, VERB_DOWN, VERB_STATUS, VERB_CLOCK, VERB_TODO, VERB_CATALOG, VERB_ASSIGN,
    VERB_SIMULATE;
extern const struct verb VERB_INGEST, VERB_BATCH, VERB_VALUE, VERB_EXPLAIN, VERB_AUDIT;
extern const struct verb VERB_DEDUCTION;
extern const struct verb VERB_DUTY, VERB_ACT, VERB_WHY, VERB_NOTICE, VERB_LETTERBOX;

/* For verbs with sub-verbs (`batch list`): runs the one that argv[0] names. */
struct subverb {
    const char *name;
    int (*run)(struct cli *cli, int argc, char **argv);
};
int verb_dispatch(struct cli *cli, const struct verb *verb, const struct subverb *subverbs, size_t n, int argc, char **argv);

/* Says what is wrong, and how the verb is used; EXIT_WRONG_USE. */
int verb_misused(const struct verb *verb);

#endif
