/* smtp_multi.c: curl_multi_socket_action, the loop's way. */
#include "notify/smtp_multi.h"

#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>

#include "lib/clock.h"
#include "lib/loop.h"

/* A mail server of a county takes a few at a time. */
#define CONNECTIONS_MAX 4L

struct smtp_multi {
    struct loop *loop;
    CURLM *curl;
    struct loop_timer *timer;
    void (*done)(CURL *easy, CURLcode code);
};

struct socket_watch {
    struct smtp_multi *multi;
    curl_socket_t fd;
    struct loop_watch *watch;
};

static void reap(struct smtp_multi *m)
{
    int left = 0;
    CURLMsg *said;
    while ((said = curl_multi_info_read(m->curl, &left)) != NULL) {
        if (said->msg != CURLMSG_DONE)
            continue;
        CURL *easy = said->easy_handle;
        CURLcode code = said->data.result;
        curl_multi_remove_handle(m->curl, easy);
        m->done(easy, code);
    }
}

static void act(struct smtp_multi *m, curl_socket_t fd, int events)
{
    int running = 0;
    curl_multi_socket_action(m->curl, fd, events, &running);
    reap(m);
}

static void on_socket(void *arg, short revents)
{
    struct socket_watch *s = arg;
    int events = (revents & POLLIN ? CURL_CSELECT_IN : 0) | (revents & POLLOUT ? CURL_CSELECT_OUT : 0) |
                 (revents & (POLLERR | POLLHUP | POLLNVAL) ? CURL_CSELECT_IN | CURL_CSELECT_ERR : 0);
    act(s->multi, s->fd, events); /* s may be gone after this */
}

static void on_timer(void *arg)
{
    struct smtp_multi *m = arg;
    loop_timer_move(m->timer, CLOCK_NEVER_US);
    act(m, CURL_SOCKET_TIMEOUT, 0);
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket)
{
    struct smtp_multi *m = arg;
    struct socket_watch *s = socket;
    (void)easy;
    if (s != NULL)
        loop_watch_remove(m->loop, &s->watch);
    if (what == CURL_POLL_REMOVE) {
        free(s);
        curl_multi_assign(m->curl, fd, NULL);
        return 0;
    }
    short events = (short)((what & CURL_POLL_IN ? POLLIN : 0) | (what & CURL_POLL_OUT ? POLLOUT : 0));
    if (s == NULL && (s = calloc(1, sizeof *s)) == NULL)
        return -1;
    *s = (struct socket_watch){.multi = m, .fd = fd};
    curl_multi_assign(m->curl, fd, s);
    return loop_watch_add(m->loop, fd, events, on_socket, s, &s->watch) == ST_OK ? 0 : -1;
}

static int set_timer(CURLM *curl, long timeout_ms, void *arg)
{
    struct smtp_multi *m = arg;
    (void)curl;
    loop_timer_move(m->timer, timeout_ms < 0 ? CLOCK_NEVER_US : monotonic_us() + timeout_ms * 1000);
    return 0;
}

enum status smtp_multi_open(struct smtp_multi **ret, struct loop *loop, void (*done)(CURL *easy, CURLcode code))
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return ST_FATAL;
    struct smtp_multi *m = calloc(1, sizeof *m);
    if (m == NULL)
        return ST_FATAL;
    *m = (struct smtp_multi){.loop = loop, .curl = curl_multi_init(), .done = done};
    if (m->curl == NULL || loop_timer_add(loop, CLOCK_NEVER_US, 0, on_timer, m, &m->timer) != ST_OK) {
        curl_multi_cleanup(m->curl);
        free(m);
        return ST_FATAL;
    }
    curl_multi_setopt(m->curl, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(m->curl, CURLMOPT_SOCKETDATA, m);
    curl_multi_setopt(m->curl, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(m->curl, CURLMOPT_TIMERDATA, m);
    curl_multi_setopt(m->curl, CURLMOPT_MAX_TOTAL_CONNECTIONS, CONNECTIONS_MAX);
    *ret = m;
    return ST_OK;
}

enum status smtp_multi_add(struct smtp_multi *multi, CURL *easy)
{
    return curl_multi_add_handle(multi->curl, easy) == CURLM_OK ? ST_OK : ST_RETRY;
}
