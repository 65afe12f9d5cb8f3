/* notify.h: what the steps of the notify process share. The way of a notice:
 *
 *   todo notice → notice_step.c    a notice, once by its key; gather.c puts it into a letter for each channel of its reader
 *                                  (correction.c: what takes back an earlier one goes where that one went)
 *                 compose_step.c   a letter whose hour has come gets its text; the mode decides whether it leaves
 *                 deliver_step.c   claimed, an attempt written down, handed to its channel, the outcome written down
 *   todo parked → parked_step.c      a key that somebody set aside: the desk is told
 *   todo clock, catalog → clock_step.c   time or the catalog moved: everybody looks
 *   command socket      → command.c      the ledger, previews, the letterbox, resend
 *
 * A letter (message) is one row of work too: todo kind `message`, from the moment it is begun until its last word, due when the
 * letter is. Nobody claims these rows: they say that the system is not quiet yet, and a letter's failures are counted and parked
 * there. */
#ifndef DUBAN_NOTIFY_NOTIFY_H
#define DUBAN_NOTIFY_NOTIFY_H

#include <stdint.h>

#include "lib/event.h"
#include "lib/process.h"
#include "lib/status.h"
#include "lib/task.h"
#include "lib/todo_worker.h"
#include "notify/channel.h"
#include "notify/mode.h"
#include "shared/alliance.h"

#define HOLDER_SIZE 80

struct notify {
    struct process *process;
    struct alliances *alliances;
    struct mode mode;
    struct channels channels;
    char holder[HOLDER_SIZE]; /* who we are in claims: instance, process, and when it began */
    struct todo_worker *notices, *clocks, *parked;
    struct todo_keys *composing;       /* letters that pause after a failure */
    struct task_bell compose, deliver; /* rung: look now */
};

/* The families of work rows; arg is the struct notify. */
extern const struct todo_step NOTICE_STEP, CLOCK_STEP, PARKED_STEP;

/* Everybody looks now. From a callback or a task. */
void notify_wake(struct notify *notify);

/* Tells whoever listens, after a commit. */
void notify_say(struct notify *notify, int64_t alliance_id, int64_t business_us);

/* Begin to look for letters whose hour has come, and for letters to deliver. Tasks that end with the loop. */
MUST_CHECK enum status compose_start(struct notify *notify);
MUST_CHECK enum status deliver_start(struct notify *notify);

/* Opens the command socket. */
MUST_CHECK enum status command_open(struct notify *notify);

#endif
