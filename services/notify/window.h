/* window.h: when a letter may go out: in the hours of a working day, and so many routine letters a day (rules.yaml). Pure. */
#ifndef DUBAN_NOTIFY_WINDOW_H
#define DUBAN_NOTIFY_WINDOW_H

#include <stdint.h>

struct calendar;
struct rules;

struct send_slot {
    int64_t due_us;
    int32_t day; /* the letter's business day */
};

/* The first slot at or after an instant. */
struct send_slot window_slot(const struct rules *rules, const struct calendar *calendar, int64_t from_us);
/* The first slot of a later day. */
struct send_slot window_next_day(const struct rules *rules, const struct calendar *calendar, int32_t day);

#endif
