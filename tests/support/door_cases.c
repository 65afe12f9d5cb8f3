/* door_cases.c: see the header. */
#include "support/door_cases.h"

#include <string.h>

#include "lib/text.h"

#include "support/cmocka_all.h"

const struct sending DOOR_ALONE = {.by = "test", .unattended = true};

void door_begin_with_one(void)
{
    door_begin();
    door_start("1", NULL);
}

Duban__Ingest__Reply *door_expect(Duban__Ingest__Reply *reply, Duban__Ingest__Status status, const char *reason)
{
    assert_non_null(reply);
    if (reply->status != status || strcmp(reply->reason_code, reason) != 0)
        fail_msg("%d %s %s, expected %d %s; log: %s", reply->status, reply->reason_code, reply->words_zh, status, reason,
                 door_log("1"));
    return reply;
}

Duban__Ingest__Reply *door_expect_stored(Duban__Ingest__Reply *reply)
{
    door_expect(reply, DUBAN__INGEST__STATUS__STATUS_OK, "I-ING-350");
    assert_int_equal(reply->n_batches, 1);
    assert_string_equal(reply->batches[0]->state, "committed");
    assert_true(reply->batches[0]->current);
    return reply;
}

Duban__Ingest__Reply *door_send_text(const char *name, const char *csv, const struct sending *how)
{
    struct sending sending = *how;
    sending.name = name;
    sending.bytes = csv;
    sending.len = strlen(csv);
    return door_send(&sending);
}

char *door_drg_csv(int from, int to, int weight, bool excel)
{
    struct text csv;
    text_init(&csv, 1u << 24);
    text_append(&csv, "institution_code,period,record_no,admission_no,discharged_on,drg_code,weight,status\n");
    for (int i = from; i <= to; i++)
        text_printf(&csv,
                    excel ? "H01,2025-03,%d,1,2025-03-05,BB21,%d.%04d,入组\n" : "H01,2025-03,%08d,1,2025-03-05,BB21,%d.%04d,入组\n",
                    i, weight / 10000, weight % 10000);
    return text_take(&csv);
}

void door_expect_sql(const char *sql, const char *value)
{
    const char *found = door_one(sql);
    if (strcmp(found, value) != 0)
        fail_msg("%s: %s, expected %s", sql, found, value);
}
