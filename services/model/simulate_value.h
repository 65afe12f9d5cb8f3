/* simulate_value.h: the numbers of a simulation: a table (values.tsv) of what will have come in, a line a value.
 *
 *   duty    institution  month    value  known             reported  small
 *   HN-031  330481       2025-03  34.8   2025-04-10 16:00
 *
 * `duty` and `institution` (for a line that is reached together its node) say the place, `month` the last month of the period;
 * an empty value is one that could not be computed. What is left out: `known`, the instant from which it is known (one second
 * before the cut-off of its month; where nobody owes returns, the end of the month), `reported`, of how many institutions the
 * returns are in (all), `small`, true where the denominator is too small to be judged. Pure. */
#ifndef DUBAN_MODEL_SIMULATE_VALUE_H
#define DUBAN_MODEL_SIMULATE_VALUE_H

#include "lib/problem.h"
#include "model/simulate.h"

struct simulated_values {
    struct simulated_value *at;
    size_t n, cap;
};
void simulated_values_done(struct simulated_values *values);

/* Appends, for a simulation until `to`: a month more than twenty years away from it is a mistake. ST_BAD_INPUT: every mistake is
 * among the problems. `name` is what messages call the file. */
MUST_CHECK enum status simulated_values_read(const struct catalog *catalog, const struct organisation *organisation, int32_t to,
                                             const char *name, const char *buf, size_t len, struct problems *problems,
                                             struct simulated_values *values);

#endif
