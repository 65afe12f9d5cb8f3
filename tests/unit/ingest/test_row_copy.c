/* The bytes of PostgreSQL's binary COPY, written down by hand from its documentation. */
#include "ingest/row_copy.h"

#include <string.h>

#include "lib/hash.h"
#include "model/kind.h"

#include "support/base_catalog.h"
#include "support/cmocka_all.h"

static struct base_catalog catalog;

static int load(void **state)
{
    (void)state;
    base_catalog_load(&catalog, NULL);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    base_catalog_done(&catalog);
    return 0;
}

/* What stands next in the tuple, as a length and bytes. */
struct cursor {
    const char *at, *end;
};

static int32_t next(struct cursor *c, const uint8_t **bytes)
{
    const uint8_t *head = (const uint8_t *)c->at;
    assert_true(c->end - c->at >= 4);
    int32_t len = (int32_t)((uint32_t)head[0] << 24 | (uint32_t)head[1] << 16 | (uint32_t)head[2] << 8 | head[3]);
    *bytes = head + 4;
    c->at += 4 + (len > 0 ? len : 0);
    assert_true(c->at <= c->end);
    return len;
}

static void expect_number(struct cursor *c, int32_t bytes, int64_t value)
{
    const uint8_t *at;
    assert_int_equal(next(c, &at), bytes);
    uint64_t found = bytes == 4 && at[0] >= 0x80 ? UINT64_MAX : 0;
    for (int32_t i = 0; i < bytes; i++)
        found = found << 8 | at[i];
    assert_int_equal((int64_t)found, value);
}

static void a_stream_begins_with_the_signature_and_ends_with_minus_one(void **state)
{
    (void)state;
    struct text out;
    text_init(&out, 100);
    row_copy_header(&out);
    assert_int_equal(out.len, 19);
    assert_memory_equal(out.s, "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
    text_clear(&out);
    row_copy_trailer(&out);
    assert_int_equal(out.len, 2);
    assert_memory_equal(out.s, "\377\377", 2);
    text_done(&out);
}

static void numbers_are_big_endian_and_nothing_is_minus_one_long(void **state)
{
    (void)state;
    const struct kind *kind = base_catalog_kind(&catalog, "rating");
    struct columns *columns = NULL;
    struct row_copy copy;
    struct text out;
    const uint8_t *at;
    text_init(&out, 10000);
    assert_int_equal(columns_new(kind, &columns), ST_OK);
    columns_begin(columns, 258, 24302);
    columns_put_number(columns, kind_field(kind, "granted_on"), 10956); /* 1999-12-31: the day before PostgreSQL's first */
    columns_put_number(columns, kind_field(kind, "rank"), -2);
    assert_int_equal(columns_put_text(columns, kind_field(kind, "document"), "甲a", 4), ST_OK);
    columns_end(columns);
    row_copy_init(&copy, columns, 7, 1099511627776);
    row_copy_row(&copy, 0, &out);
    struct cursor c = {out.s, out.s + out.len};
    assert_memory_equal(c.at, "\0\014", 2); /* 12 columns: six of every kind, six fields */
    c.at += 2;
    expect_number(&c, 8, 7);
    expect_number(&c, 8, 1099511627776);
    expect_number(&c, 8, 258);
    expect_number(&c, 8, 24302);
    assert_int_equal(next(&c, &at), 16);
    assert_int_equal(next(&c, &at), 16);
    assert_int_equal(next(&c, &at), -1); /* item */
    assert_int_equal(next(&c, &at), -1); /* level */
    expect_number(&c, 8, -2);
    expect_number(&c, 4, -1); /* granted_on */
    assert_int_equal(next(&c, &at), -1);
    assert_int_equal(next(&c, &at), 4);
    assert_memory_equal(at, "甲a", 4);
    assert_ptr_equal(c.at, c.end);
    columns_free(columns);
    text_done(&out);
}

static void a_guarded_number_comes_with_its_stripped_twin_and_its_length(void **state)
{
    (void)state;
    const struct kind *kind = base_catalog_kind(&catalog, "drg_result");
    struct columns *columns = NULL;
    struct row_copy copy;
    struct text out;
    const uint8_t *at;
    uint8_t whole[FIELD_HASH_BYTES], stripped[FIELD_HASH_BYTES];
    memset(whole, 0xAA, sizeof whole);
    memset(stripped, 0xBB, sizeof stripped);
    text_init(&out, 10000);
    assert_int_equal(columns_new(kind, &columns), ST_OK);
    columns_begin(columns, 2, 24302);
    columns_put_hash(columns, kind->key_zero_guard, whole);
    columns_put_guard(columns, kind->key_zero_guard, stripped, 8);
    columns_end(columns);
    row_copy_init(&copy, columns, 1, 1);
    row_copy_row(&copy, 0, &out);
    struct cursor c = {out.s + 2, out.s + out.len};
    for (int i = 0; i < 6; i++)
        (void)next(&c, &at);
    assert_int_equal(next(&c, &at), 16);
    assert_memory_equal(at, whole, 16);
    assert_int_equal(next(&c, &at), 16);
    assert_memory_equal(at, stripped, 16);
    expect_number(&c, 8, 8);
    columns_free(columns);
    text_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_begins_with_the_signature_and_ends_with_minus_one),
        cmocka_unit_test(numbers_are_big_endian_and_nothing_is_minus_one_long),
        cmocka_unit_test(a_guarded_number_comes_with_its_stripped_twin_and_its_length),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
