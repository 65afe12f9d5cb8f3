/* progress.c: the bar. */
#include "duban/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/clock.h"

#define WIDTH 24
/* An eye follows ten changes a second; a log is read by the line. */
#define TERMINAL_PERIOD_US (CLOCK_SECOND_US / 10)
#define LOG_PERIOD_US      (10 * CLOCK_SECOND_US)

void progress_open(struct progress_bar *bar, bool wanted)
{
    bool terminal = isatty(STDERR_FILENO);
    *bar = (struct progress_bar){.shown = wanted || terminal, .terminal = terminal, .began_us = monotonic_us()};
    bar->told_us = bar->began_us;
}

static void put_bar(const struct upload_progress *p)
{
    int full = p->bytes_all > 0 ? (int)(p->bytes_done * WIDTH / p->bytes_all) : WIDTH;
    fputc('[', stderr);
    for (int i = 0; i < WIDTH; i++)
        fputc(i < full ? '#' : '.', stderr);
    fputc(']', stderr);
}

static void put_line(const struct progress_bar *bar, const struct upload_progress *p)
{
    int64_t passed_us = monotonic_us() - bar->began_us + 1;
    uint64_t rate = (uint64_t)((unsigned __int128)p->rows * CLOCK_SECOND_US / (uint64_t)passed_us);
    int64_t left_s = 0;
    if (p->bytes_done > 0 && p->bytes_all > p->bytes_done)
        left_s = (int64_t)((unsigned __int128)passed_us * (p->bytes_all - p->bytes_done) / p->bytes_done / CLOCK_SECOND_US) + 1;
    put_bar(p);
    fprintf(stderr, " %zu/%zu 个文件  %" PRIu64 " 行  %" PRIu64 " 行/秒  拒收 %" PRIu64 "  还需 %" PRId64 ":%02" PRId64, p->file,
            p->files, p->rows, rate, p->rows_rejected, left_s / 60, left_s % 60);
}

void progress_tell(void *arg, const struct upload_progress *progress)
{
    struct progress_bar *bar = arg;
    int64_t now_us = monotonic_us();
    bool is_last = !bar->terminal && progress->bytes_done == progress->bytes_all; /* progress_close has that line */
    if (!bar->shown || is_last || now_us - bar->told_us < (bar->terminal ? TERMINAL_PERIOD_US : LOG_PERIOD_US))
        return;
    bar->told_us = now_us;
    fputs(bar->terminal ? "\r" : "", stderr);
    put_line(bar, progress);
    fputs(bar->terminal ? "\033[K" : "\n", stderr);
}

void progress_clear(const struct progress_bar *bar)
{
    if (bar->shown && bar->terminal)
        fputs("\r\033[K", stderr);
}

void progress_close(struct progress_bar *bar, const struct upload_progress *progress)
{
    if (!bar->shown)
        return;
    progress_clear(bar);
    put_line(bar, progress);
    fputc('\n', stderr);
    bar->shown = false;
}
