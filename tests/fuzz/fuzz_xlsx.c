/* fuzz_xlsx.c: any bytes are a workbook or a list of problems. What begins with PK is the file itself; all else is its parts as
 * text (support/zip_parts.h), because no fuzzer guesses a checksum. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/utf8.h"
#include "model/xlsx.h"
#include "support/zip_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the header promises: ascending rows and cells, texts in UTF-8. */
static void look(const struct xlsx *xlsx)
{
    for (size_t s = 0; s < xlsx_sheet_count(xlsx); s++) {
        const struct xlsx_sheet *sheet = xlsx_sheet_at(xlsx, s);
        if (!utf8_is_valid(sheet->name, strlen(sheet->name)))
            abort();
        for (size_t r = 0; r < sheet->n_rows; r++) {
            const struct xlsx_row *row = &sheet->rows[r];
            if (row->number < 1 || row->number > XLSX_MAX_ROW || (r > 0 && row->number <= sheet->rows[r - 1].number) ||
                row->n_cells == 0)
                abort();
            for (size_t c = 0; c < row->n_cells; c++) {
                const struct xlsx_cell *cell = &row->cells[c];
                int32_t date;
                if (cell->column >= XLSX_MAX_COLUMNS || (c > 0 && cell->column <= row->cells[c - 1].column) ||
                    xlsx_cell_at(row, cell->column) != cell || !utf8_is_valid(cell->text, strlen(cell->text)))
                    abort();
                if (xlsx_cell_date(xlsx, cell, &date) != ST_OK)
                    continue;
            }
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct problems problems;
    struct xlsx *xlsx = NULL;
    scoped(text_done) struct text zip;
    text_init(&zip, (size_t)8 << 20);
    problems_init(&problems, 20);
    if (size >= 2 && memcmp(data, "PK", 2) == 0)
        text_append_n(&zip, data, size);
    else
        zip_parts(&zip, (const char *)data, size);
    enum status st = xlsx_load("fuzz.xlsx", zip.s, zip.len, &problems, &xlsx);
    if (st == ST_RETRY || (st == ST_OK) != (problems.errors == 0) || (st == ST_OK) != (xlsx != NULL))
        abort();
    if (st == ST_OK)
        look(xlsx);
    xlsx_free(xlsx);
    problems_done(&problems);
    return 0;
}
