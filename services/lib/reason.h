/* reason.h: why something was refused, held, not sent or not judged, as a code with words in two languages.
 *
 * The only place for the words is deploy/catalog/base/reasons.tsv (code, severity, zh, en; append only: a code that
 * was ever written into a row or a log keeps its meaning). reason.awk makes reason_table.h from it: `E-ING-014` is
 * REASON_E_ING_014. Numbers of the enum change from build to build: store reason_code(), never the number.
 * {1} … {9} in the words stand for parameters; {?2…{2}…} is left out when the second is missing or empty. Parameters never carry a
 * person or a rejected value that is not in its safe shape. The letter is the severity a code was born with; the severity column
 * decides. */
#ifndef DUBAN_LIB_REASON_H
#define DUBAN_LIB_REASON_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "lib/text.h"
#include "reason_table.h" /* generated: enum reason { REASON_NONE, … , REASON_COUNT } and REASON_TABLE(X) */

enum reason_severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR };
enum reason_language { REASON_ZH, REASON_EN };

#define REASON_PARAMS_MAX 9

/* "E-ING-014"; "" for REASON_NONE. Static strings, never NULL, for any value of the enum. */
const char *reason_code(enum reason reason);
const char *reason_zh(enum reason reason);
const char *reason_en(enum reason reason);
enum reason_severity reason_severity(enum reason reason);
const char *severity_name(enum reason_severity severity); /* info, warning, error */

/* From a stored code back. ST_BAD_INPUT: no such code in this build. */
MUST_CHECK enum status reason_from_code(const char *code, enum reason *ret);

/* A number as a parameter: its text lives to the end of the enclosing block. */
#define REASON_NUMBER_SIZE   24
#define REASON_NUMBER(value) reason_number((char[REASON_NUMBER_SIZE]){0}, (int64_t)(value))
const char *reason_number(char buffer[static REASON_NUMBER_SIZE], int64_t value);

/* Appends the words with the parameters in their places; a missing or NULL parameter shows as 「?」. No code in front. */
void reason_format(struct text *out, enum reason reason, enum reason_language language, size_t n_params, const char *const *params);

#endif
