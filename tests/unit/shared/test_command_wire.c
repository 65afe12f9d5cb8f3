/* Behaviour of shared/command_wire: the head of every request and reply, by the real protos of all services. */
#include <string.h>

#include "alert.pb-c.h"
#include "compute.pb-c.h"
#include "ingest.pb-c.h"
#include "notify.pb-c.h"
#include "shared/command_wire.h"

#include "support/cmocka_all.h"

static struct command_wire ingest_wire(void)
{
    struct command_wire wire;
    command_wire_init(&wire, &duban__ingest__request__descriptor, &duban__ingest__reply__descriptor);
    return wire;
}

/* The numbers stand in proto/README.md's order; they are on the wire for ever. */
static void every_service_says_a_status_by_the_same_number(void **state)
{
    (void)state;
    static const ProtobufCMessageDescriptor *const services[][2] = {
        {&duban__ingest__request__descriptor, &duban__ingest__reply__descriptor},
        {&duban__compute__request__descriptor, &duban__compute__reply__descriptor},
        {&duban__alert__request__descriptor, &duban__alert__reply__descriptor},
        {&duban__notify__request__descriptor, &duban__notify__reply__descriptor},
    };
    static const int numbers[] = {[ST_OK] = 1, [ST_RETRY] = 2, [ST_BAD_INPUT] = 3, [ST_CONFLICT] = 4, [ST_FATAL] = 5};
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
        struct command_wire wire;
        command_wire_init(&wire, services[i][0], services[i][1]);
        for (size_t s = 0; s < sizeof numbers / sizeof numbers[0]; s++)
            assert_int_equal(wire.statuses[s], numbers[s]);
    }
}

static const char *fault_of(uint32_t version, const char *id, int command)
{
    const struct command_wire wire = ingest_wire();
    Duban__Ingest__Request request = DUBAN__INGEST__REQUEST__INIT;
    request.version = version;
    request.request_id = (char *)(uintptr_t)id;
    request.command_case = (Duban__Ingest__Request__CommandCase)command;
    const char *fault = command_wire_fault(&wire, &request.base);
    return fault == NULL ? "none" : fault;
}

static void a_request_has_version_one_an_id_of_one_to_a_hundred_bytes_and_a_command(void **state)
{
    (void)state;
    static const char a100[] =
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    char a101[sizeof a100 + 1];
    memset(a101, 'a', sizeof a100);
    a101[sizeof a100] = '\0';
    assert_int_equal(strlen(a100), 100);
    assert_string_equal(fault_of(1, "id", 18), "none");
    assert_string_equal(fault_of(1, a100, 18), "none");
    assert_string_equal(fault_of(0, "id", 18), "version");
    assert_string_equal(fault_of(2, "id", 18), "version");
    assert_string_equal(fault_of(1, "", 18), "request_id");
    assert_string_equal(fault_of(1, a101, 18), "request_id");
    assert_string_equal(fault_of(1, "\xc3\x28", 18), "request_id");
    assert_string_equal(fault_of(1, "id", 0), "command");
}

static void an_id_that_is_no_good_is_not_said_back(void **state)
{
    (void)state;
    const struct command_wire wire = ingest_wire();
    Duban__Ingest__Request request = DUBAN__INGEST__REQUEST__INIT;
    request.request_id = (char *)"\xff";
    assert_string_equal(command_wire_request_id(&wire, &request.base), "");
    request.request_id = (char *)"good";
    assert_string_equal(command_wire_request_id(&wire, &request.base), "good");
}

static void a_text_is_found_in_the_request_or_in_its_command(void **state)
{
    (void)state;
    struct command_wire wire = ingest_wire();
    Duban__Ingest__Request request = DUBAN__INGEST__REQUEST__INIT;
    Duban__Ingest__ListBatches list = DUBAN__INGEST__LIST_BATCHES__INIT;
    Duban__Ingest__ShowBatch show = DUBAN__INGEST__SHOW_BATCH__INIT;
    assert_string_equal(command_wire_text(&wire, &request.base, "alliance"), "");
    assert_string_equal(command_wire_name(&wire, &request.base), "");
    list.alliance = (char *)"haining";
    request.command_case = DUBAN__INGEST__REQUEST__COMMAND_LIST;
    request.list = &list;
    assert_string_equal(command_wire_text(&wire, &request.base, "alliance"), "haining");
    assert_string_equal(command_wire_name(&wire, &request.base), "list");
    request.command_case = DUBAN__INGEST__REQUEST__COMMAND_SHOW;
    request.show = &show;
    assert_string_equal(command_wire_text(&wire, &request.base, "alliance"), "");

    Duban__Alert__Request asked = DUBAN__ALERT__REQUEST__INIT;
    command_wire_init(&wire, &duban__alert__request__descriptor, &duban__alert__reply__descriptor);
    asked.alliance = (char *)"tongxiang";
    assert_string_equal(command_wire_text(&wire, &asked.base, "alliance"), "tongxiang");
}

static void what_is_said_stands_in_the_fields_of_the_reply(void **state)
{
    (void)state;
    struct command_wire wire;
    Duban__Notify__Reply reply;
    command_wire_init(&wire, &duban__notify__request__descriptor, &duban__notify__reply__descriptor);
    command_wire_reply(&wire, &reply.base, "the-id");
    assert_int_equal(command_wire_status(&wire, &reply.base), 0);
    assert_int_equal(reply.version, 1);
    assert_string_equal(reply.request_id, "the-id");
    command_wire_say(&wire, &reply.base, ST_CONFLICT, "E-X-1", "中", "en");
    assert_int_equal(reply.status, DUBAN__NOTIFY__STATUS__STATUS_CONFLICT);
    assert_int_equal(command_wire_status(&wire, &reply.base), DUBAN__NOTIFY__STATUS__STATUS_CONFLICT);
    assert_string_equal(reply.reason_code, "E-X-1");
    assert_string_equal(reply.words_zh, "中");
    assert_string_equal(reply.words_en, "en");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_service_says_a_status_by_the_same_number),
        cmocka_unit_test(a_request_has_version_one_an_id_of_one_to_a_hundred_bytes_and_a_command),
        cmocka_unit_test(an_id_that_is_no_good_is_not_said_back),
        cmocka_unit_test(a_text_is_found_in_the_request_or_in_its_command),
        cmocka_unit_test(what_is_said_stands_in_the_fields_of_the_reply),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
