/* The bus inside one process: commands answered late and out of order, events, what is lost and what is refused.
 * The other side's words are the test's own; ipc and the probe of listeners are in tests/integration. */
#include "lib/bus.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/clock.h"
#include "lib/event.h"
#include "lib/loop.h"
#include "lib/task.h"

#define COMMANDS "inproc://test-commands"
#define EVENTS   "inproc://test-events"
/* Far longer than any of it takes: NNG's threads may wait for a processor. */
#define PATIENCE_US (20 * CLOCK_SECOND_US)

struct peer {
    struct loop *loop;
    struct bus *bus;
    struct bus_ticket *kept[4]; /* commands not answered yet, in order of arrival */
    int kept_count;
    char heard[200];
    int64_t probe; /* the last one heard */
    int told;
    struct event event;
};

static void peer_begin(struct peer *p)
{
    *p = (struct peer){0};
    assert_int_equal(loop_block_signals(), ST_OK);
    assert_int_equal(loop_new(&p->loop), ST_OK);
    assert_int_equal(bus_open(&p->bus, p->loop), ST_OK);
}

static void peer_end(struct peer *p)
{
    bus_free(p->bus);
    loop_free(p->loop);
}

static void run_tasks(struct peer *p)
{
    int64_t end = monotonic_us() + PATIENCE_US;
    while (task_count(p->loop) > 0) {
        assert_int_equal(loop_run_once(p->loop, 10000), ST_OK);
        assert_true(monotonic_us() < end);
    }
}

/* Answers "now…" at once with the same bytes, drops "never…", keeps the rest. */
static void on_command(void *arg, struct bus_ticket *ticket, const uint8_t *bytes, size_t len)
{
    struct peer *p = arg;
    if (len >= 3 && memcmp(bytes, "now", 3) == 0)
        bus_reply(&ticket, bytes, len);
    else if (len >= 5 && memcmp(bytes, "never", 5) == 0)
        bus_ticket_drop(&ticket);
    else
        p->kept[p->kept_count++] = ticket;
}

struct request {
    struct peer *peer;
    const char *text;
    int timeout_ms;
    enum status status;
    char answer[32];
    int order;
};

static int answers;

static void ask(void *arg)
{
    struct request *r = arg;
    scoped(bus_message_done) struct bus_message answer = {0};
    r->status = bus_request(r->peer->bus, COMMANDS, r->text, strlen(r->text), r->timeout_ms, &answer);
    if (r->status == ST_OK)
        snprintf(r->answer, sizeof r->answer, "%.*s", (int)answer.len, (const char *)answer.bytes);
    r->order = ++answers;
}

static void connect_first(void *arg)
{
    struct request *r = arg;
    r->status = bus_reach(r->peer->bus, COMMANDS, r->timeout_ms);
}

static void until_commands(struct peer *p, int64_t count)
{
    int64_t end = monotonic_us() + PATIENCE_US;
    while (bus_counts(p->bus).commands < count && monotonic_us() < end)
        assert_int_equal(loop_run_once(p->loop, 5000), ST_OK);
    assert_int_equal(bus_counts(p->bus).commands, count);
}

static void a_command_is_answered(void **state)
{
    (void)state;
    struct peer p;
    peer_begin(&p);
    assert_int_equal(bus_command_open(p.bus, COMMANDS, on_command, &p), ST_OK);
    for (int i = 0; i < 50; i++) {
        struct request r = {.peer = &p, .text = "now, please", .timeout_ms = 5000};
        assert_int_equal(task_spawn(p.loop, "ask", ask, &r), ST_OK);
        run_tasks(&p);
        assert_int_equal(r.status, ST_OK);
        assert_string_equal(r.answer, "now, please");
    }
    assert_int_equal(bus_counts(p.bus).commands, 50);
    assert_int_equal(bus_counts(p.bus).replies, 50);
    peer_end(&p);
}

static void answers_may_come_late_and_out_of_order(void **state)
{
    (void)state;
    struct peer p;
    peer_begin(&p);
    answers = 0;
    assert_int_equal(bus_command_open(p.bus, COMMANDS, on_command, &p), ST_OK);
    struct request first = {.peer = &p, .text = "first", .timeout_ms = 10000};
    struct request second = {.peer = &p, .text = "second", .timeout_ms = 10000};
    struct request quick = {.peer = &p, .text = "now", .timeout_ms = 10000};
    assert_int_equal(task_spawn(p.loop, "ask", ask, &first), ST_OK);
    while (p.kept_count < 1)
        assert_int_equal(loop_run_once(p.loop, 10000), ST_OK);
    assert_int_equal(task_spawn(p.loop, "ask", ask, &second), ST_OK);
    while (p.kept_count < 2)
        assert_int_equal(loop_run_once(p.loop, 10000), ST_OK);
    assert_int_equal(task_spawn(p.loop, "ask", ask, &quick), ST_OK);
    while (answers < 1)
        assert_int_equal(loop_run_once(p.loop, 10000), ST_OK);
    bus_reply(&p.kept[1], "to second", 9);
    while (answers < 2)
        assert_int_equal(loop_run_once(p.loop, 10000), ST_OK);
    bus_reply(&p.kept[0], "to first", 8);
    run_tasks(&p);
    assert_null(p.kept[0]);
    assert_int_equal(quick.order, 1);
    assert_int_equal(second.order, 2);
    assert_int_equal(first.order, 3);
    assert_string_equal(first.answer, "to first");
    assert_string_equal(second.answer, "to second");
    assert_string_equal(quick.answer, "now");
    peer_end(&p);
}

static void a_request_without_answer_is_retry_and_its_late_answer_reaches_nobody(void **state)
{
    (void)state;
    struct peer p;
    peer_begin(&p);
    assert_int_equal(bus_command_open(p.bus, COMMANDS, on_command, &p), ST_OK);
    struct request reach = {.peer = &p, .timeout_ms = 5000};
    struct request never = {.peer = &p, .text = "never", .timeout_ms = 30};
    struct request late = {.peer = &p, .text = "late", .timeout_ms = 500};
    struct request next = {.peer = &p, .text = "now, the next", .timeout_ms = 5000};
    /* who is not connected in time is told to retry too, and nobody would have heard him */
    assert_int_equal(task_spawn(p.loop, "connect", connect_first, &reach), ST_OK);
    run_tasks(&p);
    assert_int_equal(reach.status, ST_OK);
    assert_int_equal(task_spawn(p.loop, "ask", ask, &never), ST_OK);
    run_tasks(&p);
    assert_int_equal(never.status, ST_RETRY);
    until_commands(&p, 1);
    assert_int_equal(task_spawn(p.loop, "ask", ask, &late), ST_OK);
    run_tasks(&p);
    assert_int_equal(late.status, ST_RETRY);
    until_commands(&p, 2);
    assert_int_equal(p.kept_count, 1);
    bus_reply(&p.kept[0], "too late", 8);
    for (int i = 0; i < 5; i++)
        assert_int_equal(loop_run_once(p.loop, 2000), ST_OK);
    assert_int_equal(task_spawn(p.loop, "ask", ask, &next), ST_OK);
    run_tasks(&p);
    assert_string_equal(next.answer, "now, the next");
    peer_end(&p);
}

static void a_request_to_nobody_is_retry_at_its_deadline_also_outside_a_task(void **state)
{
    (void)state;
    struct bus *bus = NULL;
    scoped(bus_message_done) struct bus_message answer = {0};
    assert_int_equal(bus_open(&bus, NULL), ST_OK);
    int64_t began = monotonic_us();
    assert_int_equal(bus_request(bus, "inproc://nobody", "x", 1, 50, &answer), ST_RETRY);
    assert_true(monotonic_us() - began >= 50000);
    assert_int_equal(bus_request(bus, "no address at all", "x", 1, 50, &answer), ST_BAD_INPUT);
    assert_int_not_equal(bus_error(bus)[0], '\0');
    bus_free(bus);
}

static void two_cannot_listen_at_one_address(void **state)
{
    (void)state;
    struct peer p;
    peer_begin(&p);
    assert_int_equal(bus_command_open(p.bus, COMMANDS, on_command, &p), ST_OK);
    assert_int_equal(bus_command_open(p.bus, COMMANDS, on_command, &p), ST_CONFLICT);
    peer_end(&p);
}

#define PROBE "probe "

static void heard(void *arg, const char *topic, const uint8_t *bytes, size_t len)
{
    struct peer *p = arg;
    size_t have = strlen(p->heard);
    if (len > sizeof PROBE && memcmp(bytes, PROBE, sizeof PROBE - 1) == 0) {
        p->probe = strtoll((const char *)bytes + sizeof PROBE - 1, NULL, 10); /* its NUL came with it */
        return;
    }
    snprintf(p->heard + have, sizeof p->heard - have, "%s:%.*s ", topic, (int)len, (const char *)bytes);
}

/* Until something was heard, or a while. */
static void listen_for(struct peer *p, const char *expected)
{
    int64_t end = monotonic_us() + PATIENCE_US;
    while (strcmp(p->heard, expected) != 0 && monotonic_us() < end)
        assert_int_equal(loop_run_once(p->loop, 5000), ST_OK);
    assert_string_equal(p->heard, expected);
}

static void publish_probe(struct peer *p, const char *topic, int64_t number)
{
    char words[32];
    int len = snprintf(words, sizeof words, PROBE "%" PRId64, number);
    bus_publish(p->bus, topic, words, (size_t)len + 1);
}

/* Until what is published is heard, and nothing is under way. The publisher's side of the pipe is attached by another thread than
 * ours, in its own time: only a message that came through tells. */
static void until_heard(struct peer *p, const char *topic)
{
    int64_t end = monotonic_us() + PATIENCE_US, last = 0;
    while ((p->probe == 0 || bus_counts(p->bus).attached == 0) && monotonic_us() < end) {
        publish_probe(p, topic, ++last);
        assert_int_equal(loop_run_once(p->loop, 5000), ST_OK);
    }
    while (p->probe < last && monotonic_us() < end)
        assert_int_equal(loop_run_once(p->loop, 5000), ST_OK);
    assert_int_equal(p->probe, last);
    assert_int_equal(bus_counts(p->bus).attached, 1);
}

static void a_subscriber_hears_its_topic_and_no_other_and_may_come_first(void **state)
{
    (void)state;
    struct peer p;
    peer_begin(&p);
    assert_int_equal(bus_subscribe(p.bus, EVENTS, "alert", heard, &p), ST_OK);
    bus_publish(p.bus, "alert", "nobody listens: no publisher", 10);
    assert_int_equal(bus_counts(p.bus).published, 0);
    assert_int_equal(bus_publish_open(p.bus, EVENTS), ST_OK);
    until_heard(&p, "alert");
    int64_t before = bus_counts(p.bus).published;
    bus_publish(p.bus, "alerts", "longer", 6);
    bus_publish(p.bus, "aler", "shorter", 7);
    bus_publish(p.bus, "alert", "one", 3);
    bus_publish(p.bus, "alert", "", 0);
    listen_for(&p, "alert:one alert: ");
    assert_int_equal(bus_counts(p.bus).published - before, 4);
    peer_end(&p);
}

static void a_burst_of_events_arrives_whole(void **state)
{
    (void)state;
    struct peer p;
    peer_begin(&p);
    assert_int_equal(bus_publish_open(p.bus, EVENTS), ST_OK);
    assert_int_equal(bus_subscribe(p.bus, EVENTS, "t", heard, &p), ST_OK);
    until_heard(&p, "t");
    int64_t before = bus_counts(p.bus).received;
    for (int i = 0; i < 5000; i++)
        bus_publish(p.bus, "t", "x", 1);
    int64_t seen = 0, end = monotonic_us() + PATIENCE_US;
    while (seen < 5000 && monotonic_us() < end) { /* as long as there is one more */
        assert_int_equal(loop_run_once(p.loop, 5000), ST_OK);
        int64_t received = bus_counts(p.bus).received - before;
        end = received > seen ? monotonic_us() + PATIENCE_US : end;
        seen = received;
    }
    assert_int_equal(seen, 5000);
    peer_end(&p);
}

static void on_event(void *arg, const char *topic, const uint8_t *bytes, size_t len)
{
    struct peer *p = arg;
    assert_string_equal(topic, "catalog_applied");
    assert_int_equal(event_decode(bytes, len, &p->event), ST_OK);
    p->told++;
}

static void tell(void *arg)
{
    struct peer *p = arg;
    struct event e = {.name = EVENT_CATALOG_APPLIED,
                      .service = "duban",
                      .instance = "cli",
                      .alliance_id = 3,
                      .institution_id = 7,
                      .business_us = INT64_C(1765758600000000),
                      .trace = {11, 12},
                      .trace_count = 2};
    assert_int_equal(event_tell(p->bus, COMMANDS, &e, 5000), ST_OK);
    assert_int_equal(bus_tell(p->bus, COMMANDS, "", NULL, 0, 5000), ST_OK);
    assert_int_equal(bus_tell(p->bus, COMMANDS, "unknown", "x", 1, 5000), ST_OK);
}

static void an_event_can_be_told_to_a_command_socket(void **state)
{
    (void)state;
    struct peer p;
    peer_begin(&p);
    assert_int_equal(bus_command_open(p.bus, COMMANDS, on_command, &p), ST_OK);
    assert_int_equal(bus_subscribe(p.bus, EVENTS, "catalog_applied", on_event, &p), ST_OK);
    assert_int_equal(task_spawn(p.loop, "tell", tell, &p), ST_OK);
    run_tasks(&p);
    assert_int_equal(p.told, 1);
    assert_int_equal(p.event.name, EVENT_CATALOG_APPLIED);
    assert_string_equal(p.event.service, "duban");
    assert_string_equal(p.event.instance, "cli");
    assert_int_equal(p.event.alliance_id, 3);
    assert_int_equal(p.event.institution_id, 7);
    assert_int_equal(p.event.business_us, INT64_C(1765758600000000));
    assert_int_equal(p.event.trace_count, 2);
    assert_int_equal(p.event.trace[1], 12);
    assert_int_equal(p.kept_count, 0);
    assert_int_equal(bus_counts(p.bus).commands, 0);
    peer_end(&p);
}

static void what_is_no_event_is_refused(void **state)
{
    (void)state;
    struct event e = {.alliance_id = -9};
    /* By hand, after the protobuf wire format: field 1 varint version, field 2 varint name, field 3 length-delimited service. */
    static const uint8_t good[] = {0x08, 1, 0x10, 6, 0x1a, 1, 'd'};
    static const uint8_t later_version[] = {0x08, 2, 0x10, 6, 0x1a, 1, 'd'};
    static const uint8_t no_such_name[] = {0x08, 1, 0x10, 7, 0x1a, 1, 'd'};
    static const uint8_t unspecified[] = {0x08, 1, 0x1a, 1, 'd'};
    static const uint8_t no_service[] = {0x08, 1, 0x10, 6};
    static const uint8_t cut[] = {0x08, 1, 0x10, 6, 0x1a, 5, 'd'};
    static const uint8_t unknown_field[] = {0x08, 1, 0x10, 6, 0x1a, 1, 'd', 0x78, 1};
    assert_int_equal(event_decode(later_version, sizeof later_version, &e), ST_BAD_INPUT);
    assert_int_equal(event_decode(no_such_name, sizeof no_such_name, &e), ST_BAD_INPUT);
    assert_int_equal(event_decode(unspecified, sizeof unspecified, &e), ST_BAD_INPUT);
    assert_int_equal(event_decode(no_service, sizeof no_service, &e), ST_BAD_INPUT);
    assert_int_equal(event_decode(cut, sizeof cut, &e), ST_BAD_INPUT);
    assert_int_equal(event_decode(NULL, 0, &e), ST_BAD_INPUT);
    assert_int_equal(e.alliance_id, -9);
    assert_int_equal(event_decode(unknown_field, sizeof unknown_field, &e), ST_OK);
    assert_int_equal(event_decode(good, sizeof good, &e), ST_OK);
    assert_int_equal(e.name, EVENT_CLOCK_SET);
    assert_string_equal(event_topic(e.name), "clock_set");
    assert_null(event_topic(EVENT_UNSPECIFIED));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_is_answered),
        cmocka_unit_test(answers_may_come_late_and_out_of_order),
        cmocka_unit_test(a_request_without_answer_is_retry_and_its_late_answer_reaches_nobody),
        cmocka_unit_test(a_request_to_nobody_is_retry_at_its_deadline_also_outside_a_task),
        cmocka_unit_test(two_cannot_listen_at_one_address),
        cmocka_unit_test(a_subscriber_hears_its_topic_and_no_other_and_may_come_first),
        cmocka_unit_test(a_burst_of_events_arrives_whole),
        cmocka_unit_test(an_event_can_be_told_to_a_command_socket),
        cmocka_unit_test(what_is_no_event_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
