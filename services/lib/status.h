/* status.h: what the caller of a function that failed does next.
 *
 * A status is an instruction to the caller, not a description of the fault: the words for a person go into a bounded
 * text (text.h) or a list of problems (problem.h) that the callee fills. A function logs or returns, never both.
 * On anything but ST_OK the `ret_…` parameters are untouched. */
#ifndef DUBAN_LIB_STATUS_H
#define DUBAN_LIB_STATUS_H

#include <stdlib.h>

#define STATUS_TABLE(X)                                                                                            \
    X(ST_OK, "ok")               /* go on */                                                                       \
    X(ST_RETRY, "retry")         /* nothing is wrong with the input: back off and do the same again */             \
    X(ST_BAD_INPUT, "bad_input") /* it will fail again however often it is tried: set it aside, tell its sender */ \
    X(ST_CONFLICT, "conflict")   /* the world moved meanwhile: read again, then decide again */                    \
    X(ST_FATAL, "fatal")         /* this process cannot go on: stop and let the supervisor start it anew */

enum status {
#define STATUS_ENUM(name, word) name,
    STATUS_TABLE(STATUS_ENUM)
#undef STATUS_ENUM
};

/* A fallible function is declared MUST_CHECK. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* `scoped(text_done) struct text line;` calls text_done(&line) when the scope is left. */
#define scoped(done_function) __attribute__((cleanup(done_function)))

/* "ok", "retry", …: for logs. Never NULL, also for a value that is none of the five. */
const char *status_name(enum status status);

/* for `scoped(scoped_free) char *line = NULL;` */
static inline void scoped_free(void *address_of_pointer)
{
    free(*(void **)address_of_pointer);
}

#endif
