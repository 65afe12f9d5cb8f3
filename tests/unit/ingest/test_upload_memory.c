/* Memory ends while a file is read, and is there again when its sender repeats the piece: either the file is read whole, each byte
 * once, or it is refused for good. */
#include "ingest/upload.h"

#include <string.h>

#include "ingest/ingest.h"
#include "lib/charset.h"
#include "lib/hash.h"
#include "model/csv.h"

#include "support/base_catalog.h"
#include "support/cmocka_all.h"
#include "support/failing_memory.h"
#include "support/sample_kind.h"

/* 县级医院 in GB18030, a byte that is no character, then ASCII: larger than the window, so that the first piece is decided on. */
#define WORD_BYTES  15
#define WORDS       13000
#define PIECE_BYTES (WORDS * WORD_BYTES)
static char piece[PIECE_BYTES];
static struct ingest ingest = {.max_file_bytes = 1u << 30};
static struct base_catalog catalog;
static struct kind *kind;
static struct text definition;
static struct charset_reader *warm; /* what the C library keeps of a converter is there before anything is counted */

static int load(void **state)
{
    static const char word[] = "\xCF\xD8\xBC\xB6\xD2\xBD\xD4\xBA\xFF,abcd\n";
    (void)state;
    for (size_t i = 0; i < sizeof piece; i++)
        piece[i] = word[i % WORD_BYTES];
    assert_int_equal(charset_open(&warm), ST_OK);
    text_init(&definition, 1u << 20);
    base_catalog_load(&catalog, NULL);
    kind = kind_from_text(&catalog, SAMPLE_KIND, &definition);
    assert_non_null(kind);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    charset_close(warm);
    text_done(&definition);
    kind_free(kind);
    base_catalog_done(&catalog);
    return 0;
}

/* It is opened with memory enough. */
static struct upload *begin(void)
{
    int64_t allowed = allocations_left;
    allocations_left = ALLOCATIONS_MAX;
    const struct alliance *none = NULL;
    const struct upload_order order = {"r", "", "", "", "", "", false, false};
    struct upload *u = NULL;
    assert_int_equal(upload_new(&order, &none, &u), ST_OK);
    allocations_left = allowed;
    return u;
}

/* As the sender does it: what was not acknowledged goes again, and by then there is memory. */
static void send(struct upload *u, uint64_t offset)
{
    uint64_t gap_at = 0;
    while (upload_take(&ingest, u, offset, piece, sizeof piece, &gap_at) != ST_OK)
        allocations_left = ALLOCATIONS_MAX;
}

static size_t count_of(const struct text *utf8, const char *what)
{
    size_t n = 0;
    for (const char *at = utf8->s; (at = strstr(at, what)) != NULL; at++)
        n++;
    return n;
}

static bool a_file_is_converted(void)
{
    char sha256[2 * HASH_BYTES + 1];
    uint8_t hash[HASH_BYTES];
    struct upload *u = begin();
    counting = false; /* of the test's own hash */
    struct hash_stream *stream = hash_stream_new();
    hash_stream_add(stream, piece, sizeof piece);
    hash_stream_add(stream, piece, sizeof piece);
    hash_stream_end(stream, hash);
    hash_hex(hash, sha256);
    hash_stream_free(stream);
    counting = true;
    send(u, 0);
    send(u, sizeof piece);
    while (upload_end(u, 2 * sizeof piece, sha256) != ST_OK)
        allocations_left = ALLOCATIONS_MAX;
    bool refused = u->phase == UPLOAD_REFUSED;
    if (refused) {
        assert_int_equal(u->refusal.reason, REASON_E_ING_333);
    } else {
        assert_int_equal(count_of(&u->utf8, "县级医院"), 2 * WORDS);
        assert_int_equal(count_of(&u->utf8, "\xEF\xBF\xBD,abcd\n"), 2 * WORDS);
    }
    upload_free(u);
    return !refused;
}

static void a_file_is_converted_whole_or_refused(void **state)
{
    (void)state;
    failing_memory_walk(a_file_is_converted);
}

/* The beginning of a header that is longer than one push. */
static bool a_header_is_looked_at(void)
{
    struct upload *u = begin();
    u->kind = kind;
    bool done = intake_new(kind, NULL, 0, NULL, NULL, 10, &u->intake) == ST_OK;
    if (done) {
        u->phase = UPLOAD_ROWS;
        text_append(&u->utf8, "institution_code,");
        done = !u->utf8.overflow;
    }
    if (done) {
        enum status st = upload_work(&ingest, NULL, u, 0);
        allocations_left = ALLOCATIONS_MAX;
        while (st == ST_RETRY)
            st = upload_work(&ingest, NULL, u, 0);
        done = st == ST_OK;
        assert_int_equal(st, u->phase == UPLOAD_REFUSED ? ST_BAD_INPUT : ST_OK);
        if (!done)
            assert_int_equal(u->refusal.reason, REASON_E_ING_333);
    }
    upload_free(u);
    return done;
}

static void bytes_that_were_looked_at_stand_once_or_the_file_is_refused(void **state)
{
    (void)state;
    failing_memory_walk(a_header_is_looked_at);
}

static void a_piece_of_unreadable_bytes_fits(void **state)
{
    (void)state;
    static char broken[UPLOAD_PIECE_MAX];
    uint64_t gap_at = 0;
    memset(broken, 0xFF, sizeof broken);
    struct upload *u = begin();
    assert_int_equal(upload_take(&ingest, u, 0, broken, sizeof broken, &gap_at), ST_OK);
    u->taken = u->utf8.len; /* as if read */
    assert_int_equal(upload_take(&ingest, u, sizeof broken, broken, sizeof broken, &gap_at), ST_OK);
    assert_int_not_equal(u->phase, UPLOAD_REFUSED);
    assert_int_equal(u->utf8.len % 3, 0);
    upload_free(u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_converted_whole_or_refused),
        cmocka_unit_test(bytes_that_were_looked_at_stand_once_or_the_file_is_refused),
        cmocka_unit_test(a_piece_of_unreadable_bytes_fits),
    };
    failing_memory_spare_crypto();
    return cmocka_run_group_tests(tests, load, unload);
}
