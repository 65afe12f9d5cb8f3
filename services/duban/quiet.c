/* quiet.c: looks at the work rows until there are none, in one snapshot each time, so that nothing hides between two tables. */
#include "duban/quiet.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "duban/cli.h"
#include "lib/clock.h"

/* Short beside any step of a service; a look is one statement. */
#define PAUSE_US (CLOCK_SECOND_US / 50)

static const char *const WORK_ZH[WORK_COUNT] = {
    "ingest 待办", "compute 待办", "alert 待办", "notify 待办", "未计完的批次通道", "未发出的信", "搁置的待办",
};

int quiet_look(struct db *db, struct clock_work *ret, int64_t *ret_business_us)
{
    enum status st = clock_business_now(db, ret_business_us);
    if (st == ST_OK)
        st = clock_store_work(db, *ret_business_us, ret);
    return cli_database_status(db, st);
}

static int64_t due(const struct clock_work *work)
{
    int64_t n = 0;
    for (int i = 0; i < WORK_PARKED; i++)
        n += work->count[i];
    return n;
}

static void tell_work(const struct clock_work *work)
{
    for (int i = 0; i < WORK_COUNT; i++)
        if (work->count[i] > 0)
            fprintf(stderr, "  %s %" PRId64 "\n", WORK_ZH[i], work->count[i]);
}

int quiet_wait(struct db *db, int64_t timeout_s)
{
    int64_t deadline_us = monotonic_us() + timeout_s * CLOCK_SECOND_US;
    struct clock_work work;
    int64_t business_us;
    for (;;) {
        int code = quiet_look(db, &work, &business_us);
        if (code != EXIT_GOOD)
            return code;
        if (due(&work) == 0)
            break;
        if (monotonic_us() > deadline_us) {
            (void)cli_fail(EXIT_CHECK_FAILED, "等到时限，仍有未办完的；服务都在运行吗？用 duban status 看",
                           "not quiet in time; are the services running? see duban status");
            tell_work(&work);
            return EXIT_CHECK_FAILED;
        }
        const struct timespec pause = {.tv_nsec = PAUSE_US * 1000};
        (void)nanosleep(&pause, NULL); /* cut short by a signal: looks earlier */
    }
    if (work.count[WORK_PARKED] > 0)
        fprintf(stderr, "注意：有%" PRId64 "件待办多次失败，已搁置 (warning: %" PRId64 " work rows are parked)\n",
                work.count[WORK_PARKED], work.count[WORK_PARKED]);
    return EXIT_GOOD;
}
