/* channel.c: what all channels share: names, finding, and the end of a delivery. */
#include "notify/channel.h"

#include <assert.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/task.h"

const char *outcome_name(enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_ACCEPTED: return "accepted";
    case OUTCOME_TEMPORARY: return "temporary";
    case OUTCOME_REFUSED: return "refused";
    case OUTCOME_LOST: return "lost";
    case OUTCOME_NONE: break;
    }
    return "started";
}

struct channel *channels_find(struct channels *channels, const char *name)
{
    for (size_t i = 0; i < channels->n; i++)
        if (strcmp(channels->at[i].name, name) == 0)
            return &channels->at[i];
    return NULL;
}

enum status delivery_init(struct delivery *delivery, const struct message *message)
{
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0)
        return ST_RETRY;
    *delivery = (struct delivery){.message = message, .done_fd = fd};
    text_init(&delivery->answer, ANSWER_MAX_BYTES);
    return ST_OK;
}

void delivery_done(struct delivery *delivery)
{
    close(delivery->done_fd);
    text_done(&delivery->answer);
}

void delivery_end(struct delivery *delivery, enum outcome outcome)
{
    assert(delivery->outcome == OUTCOME_NONE && outcome != OUTCOME_NONE);
    delivery->outcome = outcome;
    int rv = eventfd_write(delivery->done_fd, 1);
    assert(rv == 0);
    (void)rv;
}

enum status delivery_wait(struct delivery *delivery)
{
    return task_wait_fd(delivery->done_fd, POLLIN, CLOCK_NEVER_US);
}

void delivery_pause(struct delivery *delivery, int64_t pause_us)
{
    eventfd_t told;
    (void)eventfd_read(delivery->done_fd, &told); /* nobody writes again, so the wait below ends by its deadline */
    enum status st = task_wait_fd(delivery->done_fd, POLLIN, monotonic_us() + pause_us);
    (void)st;
}
