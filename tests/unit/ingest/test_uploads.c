/* How many uploads there may be, and who makes room. */
#include "ingest/uploads.h"

#include <stdio.h>
#include <string.h>

#include "ingest/ingest.h"
#include "ingest/upload.h"
#include "lib/clock.h"

#include "support/cmocka_all.h"

static struct upload *make(const char *request_id)
{
    const struct alliance *none = NULL;
    const struct upload_order order = {request_id, "", "", "", "", "", false, false};
    struct upload *u = NULL;
    assert_int_equal(upload_new(&order, &none, &u), ST_OK);
    return u;
}

static struct upload *add(struct uploads *uploads, size_t i)
{
    char id[16];
    snprintf(id, sizeof id, "r%zu", i);
    struct upload *u = make(id), *lent = u;
    assert_int_equal(uploads_add(uploads, u), ST_OK);
    uploads_give(uploads, &lent);
    return u;
}

static void empty(struct uploads *uploads)
{
    struct upload *u;
    while ((u = uploads_take_idle(uploads, CLOCK_NEVER_US)) != NULL)
        uploads_remove(uploads, &u);
    assert_int_equal(uploads_count(uploads), 0);
    free(uploads);
}

static void one_alliance_leaves_places_for_those_that_have_none(void **state)
{
    (void)state;
    struct uploads *uploads = NULL;
    struct upload *more = make("more");
    assert_int_equal(uploads_new(&uploads), ST_OK);
    for (size_t i = 0; i < UPLOADS_MAX - UPLOADS_RESERVED; i++)
        add(uploads, i);
    assert_int_equal(uploads_add(uploads, more), ST_CONFLICT);
    for (int64_t county = 1; county <= UPLOADS_RESERVED; county++) {
        more->alliance_id = county;
        assert_int_equal(uploads_add(uploads, more), ST_OK);
        uploads_give(uploads, &more);
        more = make("more");
        more->alliance_id = county; /* it has one now */
        assert_int_equal(uploads_add(uploads, more), ST_CONFLICT);
    }
    more->alliance_id = UPLOADS_RESERVED + 1;
    assert_int_equal(uploads_add(uploads, more), ST_CONFLICT);
    upload_free(more);
    empty(uploads);
}

static void beyond_the_bound_only_a_refused_one_makes_room(void **state)
{
    (void)state;
    struct uploads *uploads = NULL;
    struct upload *all[UPLOADS_MAX - UPLOADS_RESERVED];
    assert_int_equal(uploads_new(&uploads), ST_OK);
    for (size_t i = 0; i < UPLOADS_MAX - UPLOADS_RESERVED; i++)
        all[i] = add(uploads, i);
    struct upload *more = make("more");
    assert_int_equal(uploads_add(uploads, more), ST_CONFLICT);
    all[3]->phase = UPLOAD_REFUSED;
    all[3]->has_batch = true; /* its batch was not ended yet: it stays until the keeper has done that */
    assert_int_equal(uploads_add(uploads, more), ST_CONFLICT);
    all[3]->has_batch = false;
    assert_int_equal(uploads_add(uploads, more), ST_OK);
    uploads_give(uploads, &more);
    struct upload *u = NULL;
    assert_int_equal(uploads_take_opened(uploads, "r3", 0, &u), ST_CONFLICT);
    assert_int_equal(uploads_take_opened(uploads, "r4", 0, &u), ST_OK);
    uploads_give(uploads, &u);
    empty(uploads);
}

static void an_upload_is_found_by_its_id_and_by_the_request_that_opened_it(void **state)
{
    (void)state;
    struct uploads *uploads = NULL;
    struct upload *first, *u = NULL;
    assert_int_equal(uploads_new(&uploads), ST_OK);
    first = add(uploads, 1);
    add(uploads, 2);
    assert_int_equal(strlen(first->id), 32);
    assert_int_equal(uploads_take(uploads, first->id, 0, &u), ST_OK);
    assert_ptr_equal(u, first);
    uploads_give(uploads, &u);
    assert_int_equal(uploads_take(uploads, "00000000000000000000000000000000", 0, &u), ST_CONFLICT);
    empty(uploads);
}

static void who_was_touched_lately_is_not_idle(void **state)
{
    (void)state;
    struct uploads *uploads = NULL;
    assert_int_equal(uploads_new(&uploads), ST_OK);
    struct upload *u = add(uploads, 1);
    assert_null(uploads_take_idle(uploads, u->touched_us));
    u = uploads_take_idle(uploads, u->touched_us + 1);
    assert_non_null(u);
    assert_null(uploads_take_idle(uploads, CLOCK_NEVER_US)); /* somebody works on it */
    uploads_give(uploads, &u);
    empty(uploads);
}

static void bytes_are_taken_once_and_in_order(void **state)
{
    (void)state;
    struct ingest ingest = {.max_file_bytes = 1u << 20};
    uint64_t gap_at = 0;
    struct upload *u = make("r");
    assert_int_equal(upload_take(&ingest, u, 0, "abcdef", 6, &gap_at), ST_OK);
    assert_int_equal(upload_take(&ingest, u, 0, "abcdef", 6, &gap_at), ST_OK);
    assert_int_equal(upload_take(&ingest, u, 4, "efgh", 4, &gap_at), ST_OK);
    assert_int_equal(u->received, 8);
    assert_int_equal(upload_take(&ingest, u, 9, "x", 1, &gap_at), ST_CONFLICT);
    assert_int_equal(gap_at, 8);
    /* SHA-256 of abcdefgh, from sha256sum */
    assert_int_equal(upload_end(u, 8, "9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab"), ST_OK);
    assert_int_equal(u->phase, UPLOAD_HEAD);
    assert_string_equal(u->utf8.s, "abcdefgh");
    upload_free(u);
}

static void a_file_above_the_limit_is_refused_for_good(void **state)
{
    (void)state;
    struct ingest ingest = {.max_file_bytes = 1u << 20};
    uint64_t gap_at = 0;
    static char piece[(1u << 20) - 1];
    struct upload *u = make("r");
    memset(piece, 'x', sizeof piece);
    assert_int_equal(upload_take(&ingest, u, 0, piece, sizeof piece, &gap_at), ST_OK);
    assert_int_equal(u->phase, UPLOAD_HEAD);
    assert_int_equal(upload_take(&ingest, u, sizeof piece, "yy", 2, &gap_at), ST_OK);
    assert_int_equal(u->phase, UPLOAD_REFUSED);
    assert_int_equal(u->refusal.reason, REASON_E_ING_315);
    assert_int_equal(upload_work(&ingest, NULL, u, 0), ST_BAD_INPUT);
    assert_int_equal(upload_take(&ingest, u, sizeof piece, "yy", 2, &gap_at), ST_OK);
    assert_int_equal(upload_work(&ingest, NULL, u, 0), ST_BAD_INPUT);
    assert_int_equal(u->received, sizeof piece);
    upload_free(u);
}

static void a_wrong_length_or_hash_refuses(void **state)
{
    (void)state;
    struct ingest ingest = {.max_file_bytes = 1u << 20};
    uint64_t gap_at = 0;
    struct upload *u = make("r");
    assert_int_equal(upload_take(&ingest, u, 0, "abc", 3, &gap_at), ST_OK);
    assert_int_equal(upload_end(u, 4, ""), ST_OK);
    assert_int_equal(u->refusal.reason, REASON_E_ING_316);
    upload_free(u);
    u = make("r");
    assert_int_equal(upload_take(&ingest, u, 0, "abc", 3, &gap_at), ST_OK);
    assert_int_equal(upload_end(u, 3, "0"), ST_OK);
    assert_int_equal(u->refusal.reason, REASON_E_ING_317);
    upload_free(u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_alliance_leaves_places_for_those_that_have_none),
        cmocka_unit_test(beyond_the_bound_only_a_refused_one_makes_room),
        cmocka_unit_test(an_upload_is_found_by_its_id_and_by_the_request_that_opened_it),
        cmocka_unit_test(who_was_touched_lately_is_not_idle),
        cmocka_unit_test(bytes_are_taken_once_and_in_order),
        cmocka_unit_test(a_file_above_the_limit_is_refused_for_good),
        cmocka_unit_test(a_wrong_length_or_hash_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
