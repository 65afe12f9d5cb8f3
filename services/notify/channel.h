/* channel.h: how a letter reaches its reader. A channel is one file behind one small table of functions.
 *
 * deliver() hands a letter over and comes back with the outcome; it runs in a task, so while it waits everybody else goes on, and a
 * stop of the process waits for it. record() is called in the transaction that writes an `accepted` down, for channels whose
 * mailbox is our own store: these deliver exactly once. Where a channel cannot promise that, a letter without an outcome is sent
 * again and the ledger says maybe twice. */
#ifndef DUBAN_NOTIFY_CHANNEL_H
#define DUBAN_NOTIFY_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "lib/text.h"

struct config;
struct db;
struct loop;
struct message;

#define ANSWER_MAX_BYTES 300

enum outcome {
    OUTCOME_NONE,      /* not yet */
    OUTCOME_ACCEPTED,  /* the receiver answers for it now */
    OUTCOME_TEMPORARY, /* not now: try again */
    OUTCOME_REFUSED,   /* never: the receiver said so */
    OUTCOME_LOST       /* handed over, no answer: the receiver may have it */
};
/* accepted, temporary, refused, lost: as in notify.attempt. */
const char *outcome_name(enum outcome outcome);

/* One attempt; owned by the task that makes it. */
struct delivery {
    const struct message *message;
    const char *from_name; /* 发文名义; NULL if the alliance has none */
    int64_t date_us;       /* business time of the first attempt: every copy carries the same Date */
    enum outcome outcome;
    struct text answer; /* what the receiver said, at most ANSWER_MAX_BYTES; no log line ever shows it */
};
void delivery_init(struct delivery *delivery, const struct message *message);
void delivery_done(struct delivery *delivery);
/* The outcome with the receiver's words, made fit to stand in a row of text. */
void delivery_end(struct delivery *delivery, enum outcome outcome, const char *answer);

struct channel {
    const char *name; /* as in person.tsv and rules.yaml */
    bool is_exact;    /* delivers exactly once: an attempt without outcome has done nothing */
    void (*deliver)(struct channel *channel, struct delivery *delivery); /* never leaves OUTCOME_NONE behind */
    enum status (*record)(struct channel *channel, struct db *db, const struct delivery *delivery,
                          int64_t now_us); /* may be NULL */
    void *state;
};

#define CHANNELS_MAX 2
struct channels {
    size_t n;
    struct channel at[CHANNELS_MAX];
};

/* NULL: no such channel in this process. */
struct channel *channels_find(struct channels *channels, const char *name);

/* A page in the store, read by `duban letterbox`. */
void channel_letterbox_open(struct channel *ret);

/* A mail server, reached by libcurl. The channel lives as long as the process. Its settings are those of settings.h, so letters
 * find them whole; one that finds them otherwise is refused for now, with words. ST_FATAL: libcurl would not start. */
MUST_CHECK enum status channel_smtp_open(struct channel *ret, struct loop *loop, const struct config *config);

#endif
