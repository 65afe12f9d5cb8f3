/* test_xlsx.c: workbooks as Excel, WPS and LibreOffice write them, and as nobody should. Written as text here, packed by
 * support/zip_parts.c. */
#include "support/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "model/xlsx.h"
#include "support/zip_parts.h"

#define MAIN    "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE  "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"
#define TOP_RELS                                                                              \
    "=== _rels/.rels\n<Relationships xmlns='" PACKAGE "'><Relationship Id='r1' Type='" OFFICE \
    "/officeDocument' Target='xl/workbook.xml'/></Relationships>\n"
#define BOOK(sheets)     "=== xl/workbook.xml\n<workbook xmlns='" MAIN "' xmlns:r='" OFFICE "'><sheets>" sheets "</sheets></workbook>\n"
#define RELS(relations)  "=== xl/_rels/workbook.xml.rels\n<Relationships xmlns='" PACKAGE "'>" relations "</Relationships>\n"
#define SHEET_RELATION   "<Relationship Id='a' Type='" OFFICE "/worksheet' Target='worksheets/sheet1.xml'/>"
#define STRINGS_RELATION "<Relationship Id='s' Type='" OFFICE "/sharedStrings' Target='sharedStrings.xml'/>"
#define ONE_SHEET        TOP_RELS BOOK("<sheet name='表' sheetId='1' r:id='a'/>") RELS(SHEET_RELATION STRINGS_RELATION)
#define STRINGS(items)   "=== xl/sharedStrings.xml\n<sst xmlns='" MAIN "'>" items "</sst>\n"
#define SHEET(rows)      "=== xl/worksheets/sheet1.xml\n<worksheet xmlns='" MAIN "'><sheetData>" rows "</sheetData></worksheet>\n"

struct read {
    struct problems problems;
    struct xlsx *xlsx;
    enum status status;
};

static void read_bytes(struct read *read, const char *bytes, size_t len)
{
    *read = (struct read){0};
    problems_init(&read->problems, 10);
    read->status = xlsx_load("b.xlsx", bytes, len, &read->problems, &read->xlsx);
    assert_int_equal(read->status == ST_OK, read->problems.errors == 0);
}

static void read_parts(struct read *read, const char *parts)
{
    scoped(text_done) struct text zip;
    text_init(&zip, (size_t)100 << 20);
    zip_parts(&zip, parts, strlen(parts));
    assert_false(zip.overflow);
    read_bytes(read, zip.s, zip.len);
}

static void read_done(struct read *read)
{
    problems_done(&read->problems);
    xlsx_free(read->xlsx);
}

/* All sheets as 「name: 1A=…|1C=…;」 with n, b, e, d before what is no text. */
static void print(const struct xlsx *xlsx, struct text *out)
{
    static const char *const marks[] = {"", "n", "b", "e", "d"};
    for (size_t s = 0; s < xlsx_sheet_count(xlsx); s++) {
        const struct xlsx_sheet *sheet = xlsx_sheet_at(xlsx, s);
        text_printf(out, "%s:", sheet->name);
        for (size_t r = 0; r < sheet->n_rows; r++)
            for (size_t c = 0; c < sheet->rows[r].n_cells; c++) {
                const struct xlsx_cell *cell = &sheet->rows[r].cells[c];
                assert_ptr_equal(xlsx_cell_at(&sheet->rows[r], cell->column), cell);
                text_printf(out, "%lld", (long long)sheet->rows[r].number);
                xlsx_column_format(out, cell->column);
                text_printf(out, "=%s%s|", marks[cell->type], cell->text);
            }
        text_append(out, ";");
    }
}

static void expect_cells(const char *parts, const char *expected)
{
    struct read read;
    scoped(text_done) struct text out;
    text_init(&out, 10000);
    read_parts(&read, parts);
    if (read.status != ST_OK)
        problems_format(&out, &read.problems, REASON_EN);
    else
        print(read.xlsx, &out);
    assert_string_equal(out.s, expected);
    read_done(&read);
}

static void expect_refused(const char *parts, const char *code)
{
    struct read read;
    read_parts(&read, parts);
    assert_int_equal(read.status, ST_BAD_INPUT);
    assert_string_equal(reason_code(read.problems.items[0].reason), code);
    read_done(&read);
}

static void texts_are_shared_inline_or_of_a_formula(void **state)
{
    (void)state;
    expect_cells(ONE_SHEET STRINGS("<si><t>甲</t></si><si><t xml:space='preserve'> 乙 </t></si>")
                     SHEET("<row r='1'><c r='A1' t='s'><v>1</v></c><c r='B1' t='inlineStr'><is><t>丙</t></is></c>"
                           "<c r='C1' t='str'><f>A1&amp;\"x\"</f><v>丁x</v></c><c r='D1' t='s'><v>0</v></c></row>"),
                 "表:1A= 乙 |1B=丙|1C=丁x|1D=甲|;");
}

static void runs_of_rich_text_are_one_text_without_their_pronunciation(void **state)
{
    (void)state;
    expect_cells(
        ONE_SHEET STRINGS("<si><r><rPr><b/></rPr><t>医政</t></r><r><t>科</t></r><rPh sb='0' eb='1'><t>yi</t></rPh></si>")
            SHEET("<row r='1'><c r='A1' t='s'><v>0</v></c>"
                  "<c r='B1' t='inlineStr'><is><r><t>规</t></r><r><t>财</t></r><rPh sb='0' eb='1'><t>gui</t></rPh></is></c></row>"),
        "表:1A=医政科|1B=规财|;");
}

static void what_xml_cannot_hold_is_written_with_underscores(void **state)
{
    (void)state;
    expect_cells(ONE_SHEET STRINGS("<si><t>一_x000D_\n二</t></si><si><t>a_x005F_x000D_b_x0041__xZZZZ__x0000_</t></si>")
                     SHEET("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>"),
                 "表:1A=一\n二|1B=a_x000D_bA_xZZZZ__x0000_|;");
}

static void cells_and_rows_may_be_missing_and_may_not_say_where_they_stand(void **state)
{
    (void)state;
    expect_cells(ONE_SHEET STRINGS("") SHEET("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r='5'><c r='C5'><v>4</v></c>"
                                             "<c><v>5</v></c></row><row><c r='B6' s='3'/></row><row><c r='AB7'><v>6</v></c></row>"),
                 "表:1A=n1|1C=n3|5C=n4|5D=n5|7AB=n6|;");
}

static void a_number_reads_as_a_person_sees_it(void **state)
{
    (void)state;
    expect_cells(ONE_SHEET STRINGS("") SHEET("<row><c><v>1001</v></c><c><v>4.6203E4</v></c><c><v>0.10000000000000001</v></c>"
                                             "<c><v>-2.50</v></c><c t='b'><v>1</v></c><c t='e'><v>#REF!</v></c>"
                                             "<c t='d'><v>2026-06-30</v></c></row>"),
                 "表:1A=n1001|1B=n46203|1C=n0.1|1D=n-2.5|1E=bTRUE|1F=e#REF!|1G=d2026-06-30|;");
}

static void sheets_are_found_by_their_relationships_in_the_order_of_the_tabs(void **state)
{
    (void)state;
    expect_cells(
        "=== _rels/.rels\n<p:Relationships xmlns:p='" PACKAGE "'><p:Relationship Id='x' Type='http://purl.oclc.org/ooxml/"
        "officeDocument/relationships/officeDocument' Target='/book/main.xml'/></p:Relationships>\n"
        "=== book/main.xml\n<x:workbook xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main' "
        "xmlns:q='http://purl.oclc.org/ooxml/officeDocument/relationships'><x:sheets><x:sheet name='二' q:id='b'/>"
        "<x:sheet name='图' q:id='c'/><x:sheet name='一' q:id='a'/></x:sheets></x:workbook>\n"
        "=== book/_rels/main.xml.rels\n<Relationships xmlns='" PACKAGE "'>"
        "<Relationship Id='a' Type='http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet' Target='../other/one.xml'/>"
        "<Relationship Id='b' Type='http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet' Target='./TWO.xml'/>"
        "<Relationship Id='c' Type='http://purl.oclc.org/ooxml/officeDocument/relationships/chartsheet' Target='c.xml'/>"
        "</Relationships>\n"
        "=== other/one.xml\n<w:worksheet xmlns:w='http://purl.oclc.org/ooxml/spreadsheetml/main'><w:sheetData><w:row><w:c><w:v>1"
        "</w:v></w:c></w:row></w:sheetData></w:worksheet>\n"
        "=== book/two.xml\n<worksheet xmlns='http://purl.oclc.org/ooxml/spreadsheetml/main'><sheetData/></worksheet>\n",
        "二:;一:1A=n1|;");
}

static void dates_are_days_of_either_epoch_or_words(void **state)
{
    static const struct {
        const char *cell, *day;
    } cases[] = {
        {"<c><v>46203</v></c>", "2026-06-30"},
        {"<c><v>46203.75</v></c>", "2026-06-30"},
        {"<c><v>20260630</v></c>", "2026-06-30"},
        {"<c t='inlineStr'><is><t> 2026年6月30日 </t></is></c>", "2026-06-30"},
        {"<c t='inlineStr'><is><t>2026/6/30</t></is></c>", "2026-06-30"},
        {"<c t='d'><v>2026-06-30</v></c>", "2026-06-30"},
        {"<c t='d'><v>2026-06-30T00:00:00</v></c>", "2026-06-30"},
        {"<c><v>12</v></c>", ""},
        {"<c t='inlineStr'><is><t>2026年2月30日</t></is></c>", ""},
        {"<c t='inlineStr'><is><t>年底</t></is></c>", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct read read;
        char parts[4000];
        int32_t date;
        scoped(text_done) struct text day;
        text_init(&day, 100);
        snprintf(parts, sizeof parts, "%s%s<row>%s</row>%s", ONE_SHEET STRINGS(""),
                 "=== xl/worksheets/sheet1.xml\n<worksheet xmlns='" MAIN "'><sheetData>", cases[i].cell,
                 "</sheetData></worksheet>\n");
        read_parts(&read, parts);
        assert_int_equal(read.status, ST_OK);
        if (xlsx_cell_date(read.xlsx, &xlsx_sheet_at(read.xlsx, 0)->rows[0].cells[0], &date) == ST_OK)
            date_format(&day, date);
        assert_string_equal(day.s, cases[i].day);
        read_done(&read);
    }
}

static void the_epoch_of_1904_is_the_workbooks_own_word(void **state)
{
    struct read read;
    int32_t date;
    (void)state;
    read_parts(&read,
               TOP_RELS "=== xl/workbook.xml\n<workbook xmlns='" MAIN "' xmlns:r='" OFFICE
                        "'><workbookPr date1904='1'/><sheets><sheet name='s' r:id='a'/></sheets></workbook>\n" RELS(SHEET_RELATION)
                            SHEET("<row><c><v>44741</v></c></row>"));
    assert_int_equal(read.status, ST_OK);
    assert_int_equal(xlsx_cell_date(read.xlsx, &xlsx_sheet_at(read.xlsx, 0)->rows[0].cells[0], &date), ST_OK);
    scoped(text_done) struct text day;
    text_init(&day, 100);
    date_format(&day, date);
    assert_string_equal(day.s, "2026-06-30"); /* 46203 - 1462 */
    read_done(&read);
}

static void what_is_missing_or_broken_is_told(void **state)
{
    (void)state;
    expect_refused(TOP_RELS, "E-XLS-005");
    expect_refused(ONE_SHEET STRINGS(""), "E-XLS-005");
    expect_refused(TOP_RELS BOOK("") RELS(""), "E-XLS-005");
    expect_refused(ONE_SHEET SHEET(""), "E-XLS-005"); /* the shared texts are named, and not there */
    expect_refused(ONE_SHEET STRINGS("") "=== xl/worksheets/sheet1.xml\n<worksheet", "E-XLS-003");
    expect_refused(ONE_SHEET STRINGS("") SHEET("<row><c t='s'><v>0</v></c></row>"), "E-XLS-003");
    expect_refused(ONE_SHEET STRINGS("<si/>") SHEET("<row><c t='s'><v>-1</v></c></row>"), "E-XLS-003");
    expect_refused(ONE_SHEET STRINGS("") SHEET("<row><c><v>nan</v></c></row>"), "E-XLS-003");
    expect_refused(ONE_SHEET STRINGS("") SHEET("<row><c><v>1e999</v></c></row>"), "E-XLS-003");
    expect_refused(ONE_SHEET STRINGS("") SHEET("<row r='2'/><row r='2'/>"), "E-XLS-003");
    expect_refused(ONE_SHEET STRINGS("") SHEET("<row r='1048577'/>"), "E-XLS-003");
    expect_refused(ONE_SHEET STRINGS("") SHEET("<row><c r='1A'/></row>"), "E-XLS-003");
}

static void entities_cannot_expand_because_a_document_type_is_refused(void **state)
{
    (void)state;
    expect_refused(
        ONE_SHEET
        "=== xl/sharedStrings.xml\n<!DOCTYPE sst [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'>]><sst xmlns='" MAIN
        "'><si><t>&b;</t></si></sst>\n" SHEET(""),
        "E-XLS-004");
}

static void depth_is_bounded(void **state)
{
    scoped(text_done) struct text parts;
    (void)state;
    text_init(&parts, 100000);
    text_append(&parts, ONE_SHEET STRINGS("") "=== xl/worksheets/sheet1.xml\n");
    for (int i = 0; i < 100; i++)
        text_append(&parts, "<a>");
    expect_refused(parts.s, "E-XLS-003");
}

static void a_file_that_is_no_workbook_is_told(void **state)
{
    static const char old[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more";
    struct read read;
    (void)state;
    read_bytes(&read, "duty\tpost\n", 10);
    assert_string_equal(reason_code(read.problems.items[0].reason), "E-XLS-001");
    read_done(&read);
    read_bytes(&read, "", 0);
    assert_string_equal(reason_code(read.problems.items[0].reason), "E-XLS-001");
    read_done(&read);
    read_bytes(&read, old, sizeof old);
    assert_string_equal(reason_code(read.problems.items[0].reason), "E-XLS-006");
    read_done(&read);
}

/* A book of one sheet's part with so many bytes of nothing, under as many tabs as `sheets` names. */
static void read_big(struct read *read, const char *head, size_t blanks)
{
    scoped(text_done) struct text parts, zip;
    text_init(&parts, (size_t)100 << 20);
    text_init(&zip, (size_t)100 << 20);
    text_append(&parts, head);
    text_append(&parts, "=== xl/worksheets/sheet1.xml\n<worksheet xmlns='" MAIN "'>");
    for (size_t i = 0; i < blanks; i += 64)
        text_append(&parts, "                                                                ");
    text_append(&parts, "</worksheet>\n");
    zip_parts(&zip, parts.s, parts.len);
    assert_false(parts.overflow || zip.overflow);
    read_bytes(read, zip.s, zip.len);
}

static void a_file_that_is_too_large_is_not_opened(void **state)
{
    struct read read;
    (void)state;
    read_big(&read, ONE_SHEET STRINGS(""), (size_t)17 << 20);
    assert_string_equal(reason_code(read.problems.items[0].reason), "E-XLS-002");
    read_done(&read);
}

/* What counts is what comes out, however little went in: five tabs of one part of 14 MiB are 70. */
static void what_is_unpacked_is_bounded_in_all(void **state)
{
    struct read read;
    (void)state;
    read_big(&read, TOP_RELS BOOK("<sheet name='a' r:id='a'/>") RELS(SHEET_RELATION), (size_t)14 << 20);
    assert_int_equal(read.status, ST_OK);
    read_done(&read);
    read_big(
        &read,
        TOP_RELS BOOK("<sheet name='a' r:id='a'/><sheet name='b' r:id='a'/><sheet name='c' r:id='a'/><sheet name='d' r:id='a'/>"
                      "<sheet name='e' r:id='a'/>") RELS(SHEET_RELATION),
        (size_t)14 << 20);
    assert_string_equal(reason_code(read.problems.items[0].reason), "E-XLS-002");
    read_done(&read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_shared_inline_or_of_a_formula),
        cmocka_unit_test(runs_of_rich_text_are_one_text_without_their_pronunciation),
        cmocka_unit_test(what_xml_cannot_hold_is_written_with_underscores),
        cmocka_unit_test(cells_and_rows_may_be_missing_and_may_not_say_where_they_stand),
        cmocka_unit_test(a_number_reads_as_a_person_sees_it),
        cmocka_unit_test(sheets_are_found_by_their_relationships_in_the_order_of_the_tabs),
        cmocka_unit_test(dates_are_days_of_either_epoch_or_words),
        cmocka_unit_test(the_epoch_of_1904_is_the_workbooks_own_word),
        cmocka_unit_test(what_is_missing_or_broken_is_told),
        cmocka_unit_test(entities_cannot_expand_because_a_document_type_is_refused),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(a_file_that_is_no_workbook_is_told),
        cmocka_unit_test(a_file_that_is_too_large_is_not_opened),
        cmocka_unit_test(what_is_unpacked_is_bounded_in_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
