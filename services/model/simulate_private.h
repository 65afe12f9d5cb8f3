/* simulate_private.h: what the lives of lines (simulate.c) and of returns (simulate_return.c) share. */
#ifndef DUBAN_MODEL_SIMULATE_PRIVATE_H
#define DUBAN_MODEL_SIMULATE_PRIVATE_H

#include <stdbool.h>

#include "model/life.h"
#include "model/period_list.h"
#include "model/simulate.h"

struct simulate_run {
    const struct simulate_input *input;
    struct simulation *out;
    int64_t from_us, end_us;
    int32_t data_month; /* where the numbers begin */
    int32_t data_from;  /* before it the county asks for none (office.tsv); INT32_MIN: no bound */
    enum status status; /* the first failure */

    /* of the life that is lived */
    struct life life;
    struct period_list periods;
    const struct duty *duty;
    const struct kind *kind;
    const struct institution *institution;
    const struct post *post;
    bool is_foreign; /* led by a peer or superior: nobody is told (law 12) */
};

/* Room for one more, in an array that doubles; false: no memory, or a failure before. */
bool simulate_grow(struct simulate_run *run, void **at, size_t n, size_t *cap, size_t size);
void simulate_unowned(struct simulate_run *run, struct simulated_unowned unowned);
void simulate_begin(struct simulate_run *run, int64_t baseline_us);
void simulate_live(struct simulate_run *run, int64_t begin_us, int64_t end_us);
/* Nobody was named: the desk answers. */
const struct post *simulate_or_desk(const struct simulate_run *run, const struct post *post);

/* All returns of the months that the time touches. */
void simulate_returns(struct simulate_run *run);

#endif
