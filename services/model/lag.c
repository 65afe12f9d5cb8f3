/* Why: data of a kind and papers of a line without a number are both waited for some days. */
#include "model/lag.h"

#include <string.h>

#include "lib/date.h"

void lag_read(const struct yaml_node *map, struct problems *problems, struct lag *ret)
{
    static const char *const allowed[] = {"days", "at", NULL};
    int64_t days = 0;
    *ret = (struct lag){0};
    yaml_check_keys(map, allowed, problems);
    if (yaml_read_i64(yaml_get(map, "days"), 0, 365, problems, &days) == ST_OK)
        ret->days = (int)days;
    const char *at = yaml_text(yaml_get(map, "at"));
    struct place place = yaml_place(map);
    bool good = at != NULL && strlen(at) == 5 && at[2] == ':' && strspn(at, "0123456789:") == 5;
    int hour = good ? (at[0] - '0') * 10 + (at[1] - '0') : 24, minute = good ? (at[3] - '0') * 10 + (at[4] - '0') : 60;
    if (hour > 23 || minute > 59)
        problems_add(problems, REASON_E_CAT_114, &place, at);
    else
        ret->second = hour * 3600 + minute * 60;
}

int64_t lag_end_us(const struct lag *lag, int32_t date)
{
    return instant_of_date(date + lag->days, lag->second);
}
