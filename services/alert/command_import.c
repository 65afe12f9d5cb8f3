/* command_import.c: Import and Export: the difference first, then a new version with author and reason. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "alert/command.h"
#include "alert/import.h"
#include "alert/organisation_store.h"
#include "lib/text.h"

#define WORDS_MAX 2000

static char *problem_words(struct ask *ask, const struct problem *problem, enum reason_language language)
{
    scoped(text_done) struct text words;
    text_init(&words, WORDS_MAX);
    reason_format(&words, problem->reason, language, problem->n_params, (const char *const *)problem->params);
    return ask_copy(ask, words.s);
}

static void reply_problems(struct ask *ask, const struct problems *problems, Duban__Alert__ImportReply *reply)
{
    static const char *const severities[] = {[SEVERITY_INFO] = "info", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
    reply->problems = arena_alloc(ask->arena, problems->count + 1, sizeof *reply->problems);
    for (size_t i = 0; i < problems->count; i++) {
        const struct problem *p = &problems->items[i];
        Duban__Alert__Problem *out = arena_alloc(ask->arena, 1, sizeof *out);
        duban__alert__problem__init(out);
        out->file = ask_copy(ask, p->place.file);
        out->line = p->place.line;
        out->code = ask_copy(ask, reason_code(p->reason));
        out->severity = ask_copy(ask, severities[reason_severity(p->reason)]);
        out->words_zh = problem_words(ask, p, REASON_ZH);
        out->words_en = problem_words(ask, p, REASON_EN);
        reply->problems[reply->n_problems++] = out;
    }
}

static void reply_differences(struct ask *ask, const struct differences *differences, Duban__Alert__ImportReply *reply)
{
    reply->more = differences->more;
    reply->differences = arena_alloc(ask->arena, differences->count + 1, sizeof *reply->differences);
    for (size_t i = 0; i < differences->count; i++) {
        Duban__Alert__Difference *out = arena_alloc(ask->arena, 1, sizeof *out);
        duban__alert__difference__init(out);
        out->table = ask_copy(ask, organisation_table_name(differences->items[i].table));
        out->change = ask_copy(ask, difference_change_name(differences->items[i].change));
        out->key = ask_copy(ask, differences->items[i].key);
        out->words_zh = ask_copy(ask, differences->items[i].words_zh);
        reply->differences[reply->n_differences++] = out;
    }
}

/* Checks and compares; what is wrong is an answer, not a failure. */
static enum status prepare(struct ask *ask, struct import *import)
{
    const Duban__Alert__ImportRequest *request = ask->request->import;
    struct import_file files[IMPORT_FILES_MAX];
    for (size_t i = 0; i < request->n_files; i++)
        files[i] = (struct import_file){request->files[i]->path, (const char *)request->files[i]->content.data,
                                        request->files[i]->content.len};
    enum status st = import_read(import, ask->alliance->id, files, request->n_files);
    if (st == ST_OK)
        st = import_check_catalog(import, ask->alliance->catalog);
    return st == ST_OK ? import_compare(import, ask->db, ask->alliance->id) : st;
}

/* Somebody else's import since: his change would be undone by tables that do not know of it. */
static enum status check_base(struct ask *ask, const struct import *import)
{
    const Duban__Alert__ImportRequest *request = ask->request->import;
    char base[32], newest[32];
    if (!request->has_base || request->base_version == import->version)
        return ST_OK;
    snprintf(base, sizeof base, "%" PRId64, request->base_version);
    snprintf(newest, sizeof newest, "%" PRId64, import->version);
    return ask_refuse(ask, ST_CONFLICT, REASON_E_ALT_360, base, newest);
}

static enum status store(struct ask *ask, struct import *import, Duban__Alert__ImportReply *reply)
{
    const Duban__Alert__ImportRequest *request = ask->request->import;
    char number[32], count[32];
    snprintf(count, sizeof count, "%" PRIu64, (uint64_t)import->differences.count + import->differences.more);
    if (request->dry_run)
        return ask_tell(ask, REASON_I_ALT_018, count);
    enum status st = import_store(import, ask->db, ask->alliance->id, ask->now_us, request->imported_by, request->reason);
    if (st != ST_OK)
        return st;
    reply->version = import->version;
    reply->changed = import->differences.count > 0;
    snprintf(number, sizeof number, "%" PRId64, import->version);
    return reply->changed ? ask_tell(ask, REASON_I_ALT_016, number, count) : ask_tell(ask, REASON_I_ALT_017);
}

enum status ask_import(struct ask *ask)
{
    const Duban__Alert__ImportRequest *request = ask->request->import;
    if (request->n_files > IMPORT_FILES_MAX)
        return ask_refuse(ask, ST_BAD_INPUT, REASON_E_ALT_013, "16", "8388608");
    if (!request->dry_run && (request->imported_by[0] == '\0' || request->reason[0] == '\0'))
        return ask_refuse(ask, ST_BAD_INPUT, REASON_E_ALT_014);
    Duban__Alert__ImportReply *reply = arena_alloc(ask->arena, 1, sizeof *reply);
    duban__alert__import_reply__init(reply);
    ask->reply->body_case = DUBAN__ALERT__REPLY__BODY_IMPORT;
    ask->reply->import = reply;
    struct import import;
    import_init(&import);
    enum status st = prepare(ask, &import);
    if (st == ST_OK) {
        reply->base_version = import.version;
        st = check_base(ask, &import);
    }
    if (st == ST_OK)
        st = store(ask, &import, reply);
    reply_problems(ask, &import.problems, reply);
    reply_differences(ask, &import.differences, reply);
    if (st == ST_BAD_INPUT) {
        char errors[32];
        snprintf(errors, sizeof errors, "%" PRIu64, import.problems.errors);
        st = ask_refuse(ask, ST_BAD_INPUT, REASON_E_ALT_015, errors);
    }
    import_done(&import);
    return st;
}

enum status ask_export(struct ask *ask)
{
    scoped(organisation_version_done) struct organisation_version version = {0};
    enum status st = organisation_store_read(ask->db, ask->alliance->id, ask->request->export->version, true, &version);
    if (st != ST_OK)
        return st;
    if (version.version == 0)
        return ask_refuse(ask, ST_CONFLICT, REASON_E_ALT_006);
    Duban__Alert__ExportReply *reply = arena_alloc(ask->arena, 1, sizeof *reply);
    duban__alert__export_reply__init(reply);
    reply->version = version.version;
    reply->imported_us = version.imported_us;
    reply->imported_by = ask_copy(ask, version.imported_by);
    reply->reason = ask_copy(ask, version.reason);
    reply->files = arena_alloc(ask->arena, version.file_count + 1, sizeof *reply->files);
    for (size_t i = 0; i < version.file_count; i++) {
        Duban__Alert__File *file = arena_alloc(ask->arena, 1, sizeof *file);
        duban__alert__file__init(file);
        file->path = ask_copy(ask, version.files[i].path);
        file->content.data = (uint8_t *)ask_copy(ask, version.files[i].content);
        file->content.len = strlen(version.files[i].content);
        reply->files[reply->n_files++] = file;
    }
    ask->reply->body_case = DUBAN__ALERT__REPLY__BODY_EXPORT;
    ask->reply->export = reply;
    return ST_OK;
}
