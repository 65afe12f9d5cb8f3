/* xlsx_book.c: which sheets a workbook has and in which part each of them is: by relationships, as the format says, because office
 * programs number and name the parts as they please. */
#include <stdlib.h>
#include <string.h>

#include "model/xlsx_private.h"

#define RELATIONS_MAX  4096
#define PART_MAX_BYTES 512

struct relation {
    const char *id, *type, *target; /* target: the part's full name */
};

struct relations {
    struct arena *arena;
    const char *folder; /* of the part whose relations they are: "xl/" */
    struct relation *at;
    size_t n;
};

/* "worksheets/sheet1.xml" and "/xl/worksheets/sheet1.xml" and "../xl/…": names of one part. */
static const char *resolve(struct arena *arena, const char *folder, const char *target)
{
    scoped(text_done) struct text path;
    text_init(&path, PART_MAX_BYTES);
    if (target[0] != '/')
        text_append(&path, folder);
    while (*target != '\0') {
        size_t len = strcspn(target, "/");
        if (len == 2 && memcmp(target, "..", 2) == 0) {
            size_t end = path.len > 0 ? path.len - 1 : 0;
            while (end > 0 && path.s[end - 1] != '/')
                end--;
            const char *kept = arena_text_n(arena, path.s, end);
            text_clear(&path);
            text_append(&path, kept);
        } else if (len > 0 && !(len == 1 && *target == '.')) {
            text_append_n(&path, target, len);
            text_append(&path, target[len] == '/' ? "/" : "");
        }
        target += len + (target[len] == '/');
    }
    return path.overflow ? "" : arena_text(arena, path.s);
}

static enum status relation_begin(void *arg, enum xlsx_space space, const char *name, const char *const *attributes)
{
    struct relations *relations = arg;
    const char *id = xlsx_attribute(attributes, "Id"), *type = xlsx_attribute(attributes, "Type"),
               *target = xlsx_attribute(attributes, "Target"), *mode = xlsx_attribute(attributes, "TargetMode");
    if (space != XLSX_SPACE_PACKAGE || strcmp(name, "Relationship") != 0 || id == NULL || type == NULL || target == NULL ||
        text_equal(mode, "External") || relations->n == RELATIONS_MAX)
        return ST_OK;
    const char *last = strrchr(type, '/');
    relations->at[relations->n++] =
        (struct relation){arena_text(relations->arena, id), arena_text(relations->arena, last == NULL ? type : last + 1),
                          resolve(relations->arena, relations->folder, target)};
    return ST_OK;
}

static enum status nothing_at_end(void *arg, enum xlsx_space space, const char *name)
{
    (void)arg, (void)space, (void)name;
    return ST_OK;
}

static enum status refuse_missing(const struct xlsx_package *package, struct problems *problems, const char *part)
{
    problems_add(problems, REASON_E_XLS_005, (&(struct place){.file = xlsx_package_name(package)}), part);
    return ST_BAD_INPUT;
}

static enum status read_part(struct xlsx_package *package, const char *part, const struct xlsx_handler *handler,
                             struct problems *problems)
{
    scoped(text_done) struct text bytes;
    text_init(&bytes, XLSX_MAX_UNPACKED);
    enum status st = xlsx_package_read(package, part, problems, &bytes);
    if (st == ST_CONFLICT)
        return refuse_missing(package, problems, part);
    return st == ST_OK ? xlsx_xml_read(xlsx_package_name(package), part, &bytes, handler, problems) : st;
}

/* The relations of `part` ("" : of the package) lie beside it: xl/_rels/workbook.xml.rels. */
static enum status read_relations(struct xlsx_package *package, const char *part, struct arena *arena, struct problems *problems,
                                  struct relations *ret)
{
    const char *slash = strrchr(part, '/'), *base = slash == NULL ? part : slash + 1;
    scoped(text_done) struct text path;
    text_init(&path, PART_MAX_BYTES * 2);
    text_append_n(&path, part, (size_t)(base - part));
    *ret = (struct relations){arena, arena_text(arena, path.s), arena_alloc(arena, RELATIONS_MAX, sizeof(struct relation)), 0};
    text_printf(&path, "_rels/%s.rels", base);
    const struct xlsx_handler handler = {relation_begin, nothing_at_end, NULL, ret};
    return read_part(package, path.s, &handler, problems);
}

static const struct relation *find(const struct relations *relations, const char *id, const char *type)
{
    for (size_t i = 0; i < relations->n; i++)
        if ((id == NULL || strcmp(relations->at[i].id, id) == 0) && (type == NULL || strcmp(relations->at[i].type, type) == 0))
            return &relations->at[i];
    return NULL;
}

struct book {
    struct arena *arena;
    const struct relations *relations;
    struct xlsx_contents *contents;
    bool too_many;
};

static enum status book_begin(void *arg, enum xlsx_space space, const char *name, const char *const *attributes)
{
    struct book *book = arg;
    if (space != XLSX_SPACE_SHEET)
        return ST_OK;
    if (strcmp(name, "workbookPr") == 0) {
        const char *word = xlsx_attribute(attributes, "date1904");
        book->contents->epoch_1904 = text_equal(word, "1") || text_equal(word, "true");
    }
    const char *title = xlsx_attribute(attributes, "name"), *id = xlsx_attribute(attributes, "relationships:id");
    if (strcmp(name, "sheet") != 0 || title == NULL || id == NULL)
        return ST_OK;
    const struct relation *relation = find(book->relations, id, "worksheet"); /* a chart is a sheet, too, but has no cells */
    if (relation == NULL)
        return ST_OK;
    book->too_many = book->contents->n_tabs == XLSX_MAX_SHEETS;
    if (book->too_many)
        return ST_OK;
    book->contents->tabs[book->contents->n_tabs++] = (struct xlsx_tab){arena_text(book->arena, title), relation->target};
    return ST_OK;
}

enum status xlsx_contents_read(struct xlsx_package *package, struct arena *arena, struct problems *problems,
                               struct xlsx_contents *ret)
{
    struct relations relations;
    struct xlsx_contents contents = {.tabs = arena_alloc(arena, XLSX_MAX_SHEETS, sizeof(struct xlsx_tab))};
    enum status st = read_relations(package, "", arena, problems, &relations);
    if (st != ST_OK)
        return st;
    const struct relation *document = find(&relations, NULL, "officeDocument");
    if (document == NULL)
        return refuse_missing(package, problems, "officeDocument");
    const char *part = document->target;
    st = read_relations(package, part, arena, problems, &relations);
    if (st != ST_OK)
        return st;
    const struct relation *strings = find(&relations, NULL, "sharedStrings");
    contents.strings = strings == NULL ? NULL : strings->target;
    struct book book = {arena, &relations, &contents, false};
    const struct xlsx_handler handler = {book_begin, nothing_at_end, NULL, &book};
    st = read_part(package, part, &handler, problems);
    if (st == ST_OK && book.too_many) {
        problems_add(problems, REASON_E_XLS_002, (&(struct place){.file = xlsx_package_name(package)}), "工作表 (sheets)", "256");
        st = ST_BAD_INPUT;
    }
    if (st == ST_OK && contents.n_tabs == 0)
        st = refuse_missing(package, problems, "worksheet");
    if (st == ST_OK)
        *ret = contents;
    return st;
}
