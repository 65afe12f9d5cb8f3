/* smtp_line.c: libcurl's multi interface served by our poll loop, with CURLOPT_CONNECT_ONLY.
 *
 * While it connects, libcurl says which descriptors it wants watched and when it wants to be called; both become watches and a
 * timer of the loop. Once connected, the descriptor is the task's. */
#include "notify/smtp_line.h"

#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <curl/curl.h>

#include "lib/clock.h"
#include "lib/loop.h"
#include "lib/task.h"

struct smtp_lines {
    struct loop *loop;
    CURLM *curl;
    struct loop_timer *timer;
};

struct smtp_line {
    struct smtp_lines *lines;
    CURL *easy;
    int told_fd; /* an eventfd: connected, or not */
    CURLcode code;
    curl_socket_t socket;
};

struct socket_watch {
    struct smtp_lines *lines;
    curl_socket_t fd;
    struct loop_watch *watch;
};

/* ---- while it connects: on the loop's stack ---- */

static void reap(struct smtp_lines *lines)
{
    int left = 0;
    CURLMsg *said;
    while ((said = curl_multi_info_read(lines->curl, &left)) != NULL) {
        struct smtp_line *line = NULL;
        if (said->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(said->easy_handle, CURLINFO_PRIVATE, (char **)&line);
        line->code = said->data.result;
        (void)eventfd_write(line->told_fd, 1); /* a counter at 0 takes it */
    }
}

static void act(struct smtp_lines *lines, curl_socket_t fd, int events)
{
    int running = 0;
    curl_multi_socket_action(lines->curl, fd, events, &running);
    reap(lines);
}

static void on_socket(void *arg, short revents)
{
    struct socket_watch *s = arg;
    int events = (revents & POLLIN ? CURL_CSELECT_IN : 0) | (revents & POLLOUT ? CURL_CSELECT_OUT : 0) |
                 (revents & (POLLERR | POLLHUP | POLLNVAL) ? CURL_CSELECT_IN | CURL_CSELECT_ERR : 0);
    act(s->lines, s->fd, events); /* s may be gone after this */
}

static void on_timer(void *arg)
{
    struct smtp_lines *lines = arg;
    loop_timer_move(lines->timer, CLOCK_NEVER_US);
    act(lines, CURL_SOCKET_TIMEOUT, 0);
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket)
{
    struct smtp_lines *lines = arg;
    struct socket_watch *s = socket;
    (void)easy;
    if (s != NULL)
        loop_watch_remove(lines->loop, &s->watch);
    if (what == CURL_POLL_REMOVE) {
        free(s);
        curl_multi_assign(lines->curl, fd, NULL);
        return 0;
    }
    short events = (short)((what & CURL_POLL_IN ? POLLIN : 0) | (what & CURL_POLL_OUT ? POLLOUT : 0));
    if (s == NULL && (s = calloc(1, sizeof *s)) == NULL)
        return -1;
    *s = (struct socket_watch){.lines = lines, .fd = fd};
    curl_multi_assign(lines->curl, fd, s);
    return loop_watch_add(lines->loop, fd, events, on_socket, s, &s->watch) == ST_OK ? 0 : -1;
}

static int set_timer(CURLM *curl, long timeout_ms, void *arg)
{
    struct smtp_lines *lines = arg;
    (void)curl;
    loop_timer_move(lines->timer, timeout_ms < 0 ? CLOCK_NEVER_US : monotonic_us() + timeout_ms * 1000);
    return 0;
}

enum status smtp_lines_open(struct smtp_lines **ret, struct loop *loop)
{
    struct smtp_lines *lines = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? calloc(1, sizeof *lines) : NULL;
    if (lines == NULL)
        return ST_FATAL;
    *lines = (struct smtp_lines){.loop = loop, .curl = curl_multi_init()};
    if (lines->curl == NULL || loop_timer_add(loop, CLOCK_NEVER_US, 0, on_timer, lines, &lines->timer) != ST_OK) {
        curl_multi_cleanup(lines->curl);
        free(lines);
        return ST_FATAL;
    }
    curl_multi_setopt(lines->curl, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(lines->curl, CURLMOPT_SOCKETDATA, lines);
    curl_multi_setopt(lines->curl, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(lines->curl, CURLMOPT_TIMERDATA, lines);
    *ret = lines;
    return ST_OK;
}

/* ---- a line ---- */

/* In small letters alone: by them set_security() tells which of the two it is. */
bool smtp_url_is_good(const char *url)
{
    if (strncmp(url, "smtp://", 7) != 0 && strncmp(url, "smtps://", 8) != 0)
        return false;
    CURLU *parts = curl_url();
    bool good = parts != NULL && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK;
    curl_url_cleanup(parts);
    return good;
}

/* A password never goes over a plain line; without one, encryption is taken where it is offered. */
static void set_security(CURL *easy, const struct smtp_access *access)
{
    bool strict = access->user[0] != '\0' || strncmp(access->url, "smtps:", 6) == 0;
    curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)(strict ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, strict ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, strict ? 2L : 0L);
    if (access->ca_file[0] != '\0')
        curl_easy_setopt(easy, CURLOPT_CAINFO, access->ca_file);
    if (access->user[0] != '\0') {
        curl_easy_setopt(easy, CURLOPT_USERNAME, access->user);
        curl_easy_setopt(easy, CURLOPT_PASSWORD, access->password);
    }
}

static void set_options(struct smtp_line *line, const struct smtp_access *access)
{
    CURL *easy = line->easy;
    curl_easy_setopt(easy, CURLOPT_URL, access->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)access->timeout_ms);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, line);
    set_security(easy, access);
}

static enum status connect_line(struct smtp_line *line, const char **ret_why)
{
    *ret_why = "libcurl did not take it";
    if (curl_multi_add_handle(line->lines->curl, line->easy) != CURLM_OK)
        return ST_RETRY;
    /* libcurl's own time-out ends this */
    enum status st = task_wait_fd(line->told_fd, POLLIN, CLOCK_NEVER_US);
    *ret_why = curl_easy_strerror(line->code);
    if (st != ST_OK || line->code != CURLE_OK)
        return ST_RETRY;
    if (curl_easy_getinfo(line->easy, CURLINFO_ACTIVESOCKET, &line->socket) != CURLE_OK || line->socket == CURL_SOCKET_BAD)
        return ST_RETRY;
    return ST_OK;
}

enum status smtp_line_open(struct smtp_line **ret, struct smtp_lines *lines, const struct smtp_access *access, const char **ret_why)
{
    struct smtp_line *line = calloc(1, sizeof *line);
    *ret_why = "no memory";
    if (line == NULL)
        return ST_RETRY;
    *line = (struct smtp_line){.lines = lines, .easy = curl_easy_init(), .told_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    enum status st = line->easy == NULL || line->told_fd < 0 ? ST_RETRY : ST_OK;
    if (st == ST_OK) {
        set_options(line, access);
        st = connect_line(line, ret_why);
    }
    if (st != ST_OK) {
        smtp_line_close(line);
        return st;
    }
    *ret = line;
    return ST_OK;
}

void smtp_line_close(struct smtp_line *line)
{
    if (line == NULL)
        return;
    if (line->easy != NULL) {
        curl_multi_remove_handle(line->lines->curl, line->easy); /* closes the connection at once, without a QUIT */
        curl_easy_cleanup(line->easy);
    }
    if (line->told_fd >= 0)
        close(line->told_fd);
    free(line);
}

enum status smtp_line_send(struct smtp_line *line, const char *bytes, size_t len, int64_t deadline_us)
{
    while (len > 0) {
        size_t n = 0;
        CURLcode code = curl_easy_send(line->easy, bytes, len, &n);
        if (code == CURLE_AGAIN) {
            if (task_wait_fd(line->socket, POLLOUT, deadline_us) != ST_OK)
                return ST_RETRY;
            continue;
        }
        if (code != CURLE_OK)
            return ST_RETRY;
        bytes += n;
        len -= n;
    }
    return ST_OK;
}

enum status smtp_line_receive(struct smtp_line *line, char *buffer, size_t size, int64_t deadline_us, size_t *ret_len)
{
    for (;;) {
        size_t n = 0;
        CURLcode code = curl_easy_recv(line->easy, buffer, size, &n);
        if (code == CURLE_OK && n > 0) {
            *ret_len = n;
            return ST_OK;
        }
        if (code != CURLE_AGAIN) /* an error, or the other end hung up */
            return ST_RETRY;
        if (task_wait_fd(line->socket, POLLIN, deadline_us) != ST_OK)
            return ST_RETRY;
    }
}
