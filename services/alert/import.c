/* import.c: the county's own data go in by whole tables, because offices send whole tables; the difference is what they read. */
#include "alert/import.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/hash.h"
#include "lib/text.h"
#include "lib/todo.h"
#include "lib/utf8.h"
#include "model/catalog_check.h"
#include "model/tsv.h"

void import_init(struct import *import)
{
    *import = (struct import){0};
    problems_init(&import->problems, IMPORT_PROBLEMS_MAX);
}

void import_done(struct import *import)
{
    for (size_t i = 0; i < ORGANISATION_TABLE_COUNT; i++)
        free((char *)import->tables[i]);
    organisation_free(import->organisation);
    differences_done(&import->differences);
    problems_done(&import->problems);
    *import = (struct import){0};
}

static enum status take_file(struct import *import, const struct import_file *file)
{
    enum organisation_table table;
    struct place place = {.file = file->path};
    if (organisation_table_of_path(file->path, &table) != ST_OK) {
        problems_add(&import->problems, REASON_E_ALT_010, &place, file->path);
        return ST_OK;
    }
    if (import->tables[table] != NULL) {
        problems_add(&import->problems, REASON_E_ALT_011, &place, file->path);
        return ST_OK;
    }
    if (memchr(file->bytes, '\0', file->len) != NULL || !utf8_is_valid(file->bytes, file->len)) {
        problems_add(&import->problems, REASON_E_ALT_012, &place, file->path);
        return ST_OK;
    }
    char *copy = strndup(file->bytes, file->len);
    if (copy == NULL)
        return ST_FATAL;
    import->tables[table] = copy;
    return ST_OK;
}

enum status import_read(struct import *import, int64_t alliance_id, const struct import_file *files, size_t n)
{
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < n; i++)
        st = take_file(import, &files[i]);
    struct organisation_builder *builder = organisation_builder_new(alliance_id);
    for (enum organisation_table table = 0; st == ST_OK && table < ORGANISATION_TABLE_COUNT; table++) {
        if (import->tables[table] == NULL)
            continue;
        st = organisation_builder_read(builder, table, organisation_table_path(table), import->tables[table],
                                       strlen(import->tables[table]), &import->problems);
        if (st == ST_BAD_INPUT)
            st = ST_OK; /* all problems are to be shown, of all tables */
    }
    if (st == ST_OK && problems_status(&import->problems) == ST_OK)
        st = organisation_build(builder, &import->problems, &import->organisation);
    organisation_builder_free(builder);
    return st != ST_OK ? st : problems_status(&import->problems);
}

enum status import_check_catalog(struct import *import, const struct catalog *catalog)
{
    return catalog_check_organisation(catalog, import->organisation, &import->problems);
}

static const char *content_of(const struct organisation_version *version, enum organisation_table table)
{
    for (size_t i = 0; i < version->file_count; i++)
        if (strcmp(version->files[i].path, organisation_table_path(table)) == 0)
            return version->files[i].content;
    return "";
}

enum status import_compare(struct import *import, struct db *db, int64_t alliance_id)
{
    scoped(organisation_version_done) struct organisation_version current = {0};
    enum status st = organisation_store_read(db, alliance_id, 0, true, &current);
    if (st != ST_OK)
        return st;
    differences_done(&import->differences);
    import->version = current.version;
    const char *before[ORGANISATION_TABLE_COUNT], *after[ORGANISATION_TABLE_COUNT];
    for (enum organisation_table table = 0; table < ORGANISATION_TABLE_COUNT; table++) {
        before[table] = content_of(&current, table);
        after[table] = import->tables[table] != NULL ? import->tables[table] : "";
        differences_name(&import->differences, table, before[table], strlen(before[table]), after[table], strlen(after[table]));
    }
    for (enum organisation_table table = 0; table < ORGANISATION_TABLE_COUNT; table++)
        differences_add(&import->differences, table, before[table], strlen(before[table]), after[table], strlen(after[table]));
    return ST_OK;
}

/* Appends one line of institution.tsv with the id as its last cell; cells that were left out at the end are filled up. */
static void append_line(struct text *out, const char *line, size_t len, size_t columns, const char *last)
{
    size_t cells = 1;
    for (size_t i = 0; i < len; i++)
        cells += line[i] == '\t';
    text_append_n(out, line, len);
    for (; cells < columns; cells++)
        text_append_char(out, '\t');
    text_printf(out, "\t%s\n", last);
}

static const struct institution *institution_of_line(const struct organisation *organisation, const char *line, size_t len,
                                                     size_t code_column)
{
    for (size_t i = 0; i < code_column; i++) {
        const char *tab = memchr(line, '\t', len);
        if (tab == NULL)
            return NULL;
        len -= (size_t)(tab + 1 - line);
        line = tab + 1;
    }
    const char *end = memchr(line, '\t', len);
    char code[128];
    snprintf(code, sizeof code, "%.*s", (int)(end == NULL ? len : (size_t)(end - line)), line);
    return organisation_institution_by_code(organisation, code);
}

/* The table as everybody parses it: with ids. Comments and empty lines stay where they are. */
static char *institutions_with_ids(const struct import *import, const int64_t *ids)
{
    const char *at = import->tables[TABLE_INSTITUTION];
    struct text out;
    text_init(&out, TSV_MAX_BYTES);
    if (text_starts_with(at, "\xEF\xBB\xBF"))
        at += 3;
    size_t columns = 0, code_column = 0;
    while (*at != '\0') {
        size_t whole = strcspn(at, "\n"), len = whole > 0 && at[whole - 1] == '\r' ? whole - 1 : whole;
        if (len == 0 || *at == '#') {
            text_append_n(&out, at, len);
            text_append_char(&out, '\n');
        } else if (columns == 0) {
            columns = 1;
            for (size_t i = 0; i < len; i++)
                columns += at[i] == '\t';
            for (const char *cell = at; strncmp(cell, "code\t", 5) != 0 && cell < at + len; code_column++)
                cell += strcspn(cell, "\t\n") + 1;
            append_line(&out, at, len, columns, "id");
        } else {
            const struct institution *institution = institution_of_line(import->organisation, at, len, code_column);
            char id[32] = "";
            for (size_t i = 0; institution != NULL && i < organisation_institution_count(import->organisation); i++)
                if (organisation_institution_at(import->organisation, i) == institution)
                    snprintf(id, sizeof id, "%lld", (long long)ids[i]);
            append_line(&out, at, len, columns, id);
        }
        at += whole + (at[whole] == '\n');
    }
    return text_take(&out);
}

static enum status institution_ids(struct import *import, struct db *db, int64_t alliance_id, int64_t **ret)
{
    size_t n = organisation_institution_count(import->organisation);
    scoped(scoped_free) const char **codes = calloc(n + 1, sizeof *codes);
    int64_t *ids = calloc(n + 1, sizeof *ids);
    enum status st = codes != NULL && ids != NULL ? ST_OK : ST_FATAL;
    for (size_t i = 0; st == ST_OK && i < n; i++)
        codes[i] = organisation_institution_at(import->organisation, i)->code;
    if (st == ST_OK)
        st = organisation_store_ids(db, alliance_id, codes, n, ids);
    if (st == ST_OK)
        *ret = ids;
    else
        free(ids);
    return st;
}

/* SHA-256 over paths and contents: two versions that say the same have the same. */
static void import_sha256(const struct organisation_version *version, char ret[HASH_HEX_SIZE])
{
    struct hash_stream *stream = hash_stream_new();
    for (size_t i = 0; i < version->file_count; i++) {
        hash_stream_add(stream, version->files[i].path, strlen(version->files[i].path) + 1);
        hash_stream_add(stream, version->files[i].content, strlen(version->files[i].content) + 1);
    }
    uint8_t hash[HASH_BYTES];
    hash_stream_end(stream, hash);
    hash_stream_free(stream);
    hash_hex(hash, ret);
}

static enum status insert_version(struct import *import, struct db *db, int64_t alliance_id, const int64_t *ids, int64_t now_us,
                                  const char *by, const char *reason)
{
    char sha256[HASH_HEX_SIZE];
    struct organisation_file files[ORGANISATION_TABLE_COUNT];
    const char *contents[ORGANISATION_TABLE_COUNT];
    scoped(scoped_free) char *institutions = import->tables[TABLE_INSTITUTION] != NULL ? institutions_with_ids(import, ids) : NULL;
    struct organisation_version version = {.version = import->version + 1,
                                           .imported_us = now_us,
                                           .imported_by = (char *)by,
                                           .reason = (char *)reason,
                                           .sha256 = sha256,
                                           .files = files};
    for (enum organisation_table table = 0; table < ORGANISATION_TABLE_COUNT; table++) {
        if (import->tables[table] == NULL)
            continue;
        contents[version.file_count] = table == TABLE_INSTITUTION ? institutions : import->tables[table];
        if (contents[version.file_count] == NULL)
            return ST_FATAL;
        files[version.file_count++] =
            (struct organisation_file){(char *)organisation_table_path(table), (char *)import->tables[table]};
    }
    import_sha256(&version, sha256);
    enum status st = organisation_store_insert(db, alliance_id, &version, contents);
    if (st == ST_OK)
        import->version = version.version;
    return st;
}

enum status import_store(struct import *import, struct db *db, int64_t alliance_id, int64_t now_us, const char *by,
                         const char *reason)
{
    assert(import->organisation != NULL);
    if (import->differences.count == 0)
        return ST_OK;
    scoped(scoped_free) int64_t *ids = NULL;
    enum status st = institution_ids(import, db, alliance_id, &ids);
    if (st == ST_OK)
        st = insert_version(import, db, alliance_id, ids, now_us, by, reason);
    if (st == ST_OK)
        st = todo_insert(db, "alert", "catalog", alliance_id, 0, "", NULL, 0, now_us);
    if (st == ST_OK)
        st = todo_insert(db, "compute", "organisation", alliance_id, 0, "", NULL, 0, now_us);
    return st;
}
