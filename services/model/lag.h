/* lag.h: how long after a date something is still waited for: `{days: 5, at: "17:00"}` is until 17:00 of the fifth day after it. */
#ifndef DUBAN_MODEL_LAG_H
#define DUBAN_MODEL_LAG_H

#include <stdint.h>

#include "lib/problem.h"
#include "lib/yaml.h"

struct lag {
    int days;
    int32_t second; /* of that day */
};

/* Reports what is wrong with the map; what cannot be read stays 0. */
void lag_read(const struct yaml_node *map, struct problems *problems, struct lag *ret);

/* Local time. */
int64_t lag_end_us(const struct lag *lag, int32_t date);

#endif
