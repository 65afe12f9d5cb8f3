/* fuzz_csv.c: any bytes are records or a fault, and the same ones whatever the pieces in which they come. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/hash.h"
#include "lib/text.h"
#include "model/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Everything that the reader says of the bytes, as text. */
static void read_in_pieces(const char *bytes, size_t size, size_t piece, struct text *ret)
{
    struct csv *csv = NULL;
    struct csv_record record;
    size_t at = 0;
    if (csv_new(&csv) != ST_OK)
        return;
    for (;;) {
        enum csv_step step = csv_next(csv, &record);
        if (step == CSV_RECORD) {
            text_printf(ret, "%lld:", (long long)record.line);
            for (size_t i = 0; i < record.n_fields; i++) {
                const struct csv_field *field = &record.fields[i];
                if (memchr(csv_field_text(&record, i), '\0', field->len) != NULL)
                    abort(); /* NUL is a fault, never text */
                text_printf(ret, "[%.*s]", (int)field->len, csv_field_text(&record, i));
            }
        } else if (step == CSV_MORE && at < size) {
            size_t n = size - at < piece ? size - at : piece;
            if (csv_push(csv, bytes + at, n) != ST_OK)
                break;
            at += n;
        } else if (step == CSV_MORE) {
            csv_end(csv);
        } else {
            text_printf(ret, "%d/%d", (int)step, (int)csv_fault(csv));
            break;
        }
    }
    csv_free(csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text whole, pieces;
    if (size < 1)
        return 0;
    text_init(&whole, 1 << 22);
    text_init(&pieces, 1 << 22);
    read_in_pieces((const char *)data + 1, size - 1, CSV_MAX_PUSH_BYTES, &whole);
    read_in_pieces((const char *)data + 1, size - 1, (size_t)data[0] % 16 + 1, &pieces);
    if (strcmp(whole.s, pieces.s) != 0)
        abort();
    text_done(&whole);
    text_done(&pieces);
    return 0;
}
