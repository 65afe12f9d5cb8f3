/* alliance.c: a small cache of parsed catalogs and organisations. An entry is counted by its takers; when a newer version comes in,
 * the cache lets go of the old one, and the last taker frees it. Earlier versions that are looked back at stand beside. */
#include "shared/alliance.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/log.h"
#include "lib/problem.h"
#include "lib/text.h"
#include "model/organisation.h"
#include "shared/alliance_store.h"

/* Enough to find the first faults of a file that was good when it was applied. */
#define PROBLEMS_KEPT 20
/* Codes are identifiers; a name is a title of a county. */
#define CODE_MAX 64
#define NAME_MAX 300

struct entry {
    struct alliance alliance; /* first: takers hold its address */
    size_t holders;           /* the cache itself is one */
    char *code, *name;
    struct catalog *catalog;
    struct organisation *organisation;
};

/* Versions that still judge a line: of a line whose time limit is past the one of then judges for good, so of an alliance there are
 * as many as its rules were changed, and some alliances share a process. Some tenths of a MiB each. */
#define PAST_MAX 32

/* A version that was looked back at. */
struct past {
    int64_t alliance_id, version;
    struct entry *entry; /* NULL: today's parser does not take it */
    uint64_t used;       /* when last, by `turn`; 0: the slot is free */
};

struct alliances {
    struct entry *entries[ALLIANCES_MAX];
    size_t count;
    struct past past[PAST_MAX]; /* who was not used for longest makes room */
    uint64_t turn;
};

static void entry_release(struct entry *entry)
{
    if (entry == NULL || --entry->holders > 0)
        return;
    organisation_free(entry->organisation);
    catalog_free(entry->catalog);
    free(entry->code);
    free(entry->name);
    free(entry);
}

enum status alliances_new(struct alliances **ret)
{
    struct alliances *alliances = calloc(1, sizeof *alliances);
    if (alliances == NULL)
        return ST_RETRY;
    *ret = alliances;
    return ST_OK;
}

void alliances_free(struct alliances *alliances)
{
    if (alliances == NULL)
        return;
    for (size_t i = 0; i < alliances->count; i++)
        entry_release(alliances->entries[i]);
    for (size_t i = 0; i < PAST_MAX; i++)
        entry_release(alliances->past[i].entry);
    free(alliances);
}

static struct entry **slot_of(struct alliances *alliances, int64_t alliance_id)
{
    for (size_t i = 0; i < alliances->count; i++)
        if (alliances->entries[i]->alliance.id == alliance_id)
            return &alliances->entries[i];
    return NULL;
}

static void log_problems(const char *event, const struct alliance_versions *versions, const struct problems *problems)
{
    struct text line;
    text_init(&line, 2000);
    if (problems->count > 0)
        problem_format(&line, &problems->items[0], REASON_EN);
    log_event(LOG_ERROR, event, "alliance=%lld catalog=%lld organisation=%lld first=%s", (long long)versions->alliance_id,
              (long long)versions->catalog_version, (long long)versions->organisation_version, line.s);
    text_done(&line);
}

static enum status parse_catalog(struct db *db, const struct alliance_versions *versions, struct catalog **ret)
{
    struct catalog_source *files = NULL;
    size_t n = 0;
    enum status st = alliance_store_catalog(db, versions, &files, &n);
    if (st != ST_OK)
        return st;
    struct problems problems;
    problems_init(&problems, PROBLEMS_KEPT);
    st = catalog_load(files, n, NULL, &problems, ret);
    if (st == ST_BAD_INPUT)
        log_problems("catalog.does_not_parse", versions, &problems);
    problems_done(&problems);
    catalog_sources_free(files, n);
    return st;
}

static enum status read_tables(struct organisation_builder *builder, const struct catalog_source *files, size_t n,
                               struct problems *problems)
{
    enum status st = ST_OK;
    for (size_t i = 0; i < n && st == ST_OK; i++) {
        enum organisation_table table;
        if (organisation_table_of_path(files[i].path, &table) == ST_OK)
            st = organisation_builder_read(builder, table, files[i].path, files[i].content, files[i].len, problems);
    }
    return st;
}

static enum status parse_organisation(struct db *db, const struct alliance_versions *versions, struct organisation **ret)
{
    struct catalog_source *files = NULL;
    size_t n = 0;
    enum status st = alliance_store_organisation(db, versions, &files, &n);
    if (st != ST_OK)
        return st;
    struct problems problems;
    problems_init(&problems, PROBLEMS_KEPT);
    struct organisation_builder *builder = organisation_builder_new(versions->alliance_id);
    st = builder == NULL ? ST_RETRY : read_tables(builder, files, n, &problems);
    if (st == ST_OK)
        st = organisation_build(builder, &problems, ret);
    if (st == ST_BAD_INPUT)
        log_problems("organisation.does_not_parse", versions, &problems);
    organisation_builder_free(builder);
    problems_done(&problems);
    catalog_sources_free(files, n);
    return st;
}

static enum status read_names(struct db *db, struct entry *entry)
{
    struct text code, name;
    text_init(&code, CODE_MAX);
    text_init(&name, NAME_MAX);
    enum status st = alliance_store_name(db, entry->alliance.id, &code, &name);
    if (st == ST_OK) {
        entry->code = text_take(&code);
        entry->name = text_take(&name);
        st = entry->code == NULL || entry->name == NULL ? ST_RETRY : ST_OK;
    }
    text_done(&code);
    text_done(&name);
    return st;
}

/* ST_BAD_INPUT: what is stored does not parse, and the log says where. */
static enum status entry_read(struct alliances *alliances, struct db *db, const struct alliance_versions *versions,
                              struct entry **ret)
{
    struct entry *entry = calloc(1, sizeof *entry);
    if (entry == NULL)
        return ST_RETRY;
    entry->holders = 1;
    entry->alliance.cache = alliances;
    entry->alliance.id = versions->alliance_id;
    enum status st = read_names(db, entry);
    if (st == ST_OK)
        st = parse_catalog(db, versions, &entry->catalog);
    if (st == ST_OK && versions->organisation_version > 0)
        st = parse_organisation(db, versions, &entry->organisation);
    if (st != ST_OK) {
        entry_release(entry);
        return st;
    }
    entry->alliance.code = entry->code;
    entry->alliance.name = entry->name;
    entry->alliance.catalog_version = versions->catalog_version;
    entry->alliance.catalog_applied_us = versions->catalog_applied_us;
    entry->alliance.organisation_version = versions->organisation_version;
    entry->alliance.catalog = entry->catalog;
    entry->alliance.organisation = entry->organisation;
    *ret = entry;
    return ST_OK;
}

/* Reading yields: another task may have put a newer one in meanwhile, which then stays. */
static enum status keep(struct alliances *alliances, struct entry *entry)
{
    struct entry **slot = slot_of(alliances, entry->alliance.id);
    if (slot == NULL) {
        if (alliances->count == ALLIANCES_MAX)
            return ST_FATAL;
        alliances->entries[alliances->count++] = entry;
        entry->holders++;
        return ST_OK;
    }
    const struct alliance *old = &(*slot)->alliance;
    if (old->catalog_version > entry->alliance.catalog_version || old->organisation_version > entry->alliance.organisation_version)
        return ST_OK;
    entry_release(*slot);
    *slot = entry;
    entry->holders++;
    return ST_OK;
}

enum status alliance_take(struct alliances *alliances, struct db *db, int64_t alliance_id, const struct alliance **ret)
{
    struct alliance_versions versions;
    enum status st = alliance_store_versions(db, alliance_id, &versions);
    if (st != ST_OK)
        return st;
    struct entry **slot = slot_of(alliances, alliance_id);
    if (slot != NULL && (*slot)->alliance.catalog_version == versions.catalog_version &&
        (*slot)->alliance.organisation_version == versions.organisation_version) {
        (*slot)->holders++;
        *ret = &(*slot)->alliance;
        return ST_OK;
    }
    struct entry *entry = NULL;
    st = entry_read(alliances, db, &versions, &entry);
    if (st != ST_OK)
        return st == ST_BAD_INPUT ? ST_FATAL : st;
    st = keep(alliances, entry);
    if (st != ST_OK) {
        entry_release(entry);
        return st;
    }
    *ret = &entry->alliance; /* the count that entry_read began with is the taker's */
    return ST_OK;
}

enum status alliance_take_by_code(struct alliances *alliances, struct db *db, const char *code, const struct alliance **ret)
{
    int64_t alliance_id = 0;
    enum status st = alliance_store_find(db, code, &alliance_id);
    return st == ST_OK ? alliance_take(alliances, db, alliance_id, ret) : st;
}

static struct past *find_past(struct alliances *alliances, int64_t alliance_id, int64_t version)
{
    for (size_t i = 0; i < PAST_MAX; i++) {
        struct past *past = &alliances->past[i];
        if (past->used > 0 && past->alliance_id == alliance_id && past->version == version)
            return past;
    }
    return NULL;
}

/* A free slot, or that of the one who was not used for longest. */
static struct past *make_room(struct alliances *alliances)
{
    struct past *room = &alliances->past[0];
    for (size_t i = 1; i < PAST_MAX; i++)
        if (alliances->past[i].used < room->used)
            room = &alliances->past[i];
    entry_release(room->entry);
    *room = (struct past){0};
    return room;
}

/* Reading yields: another task may have read the same meanwhile. */
static enum status read_past(struct alliances *alliances, struct db *db, int64_t alliance_id, int64_t version, struct past **ret)
{
    struct alliance_versions versions = {.alliance_id = alliance_id, .catalog_version = version};
    struct entry *entry = NULL;
    enum status st = entry_read(alliances, db, &versions, &entry);
    if (st != ST_OK && st != ST_BAD_INPUT)
        return st;
    struct past *past = find_past(alliances, alliance_id, version);
    if (past != NULL) {
        entry_release(entry);
    } else {
        past = make_room(alliances);
        *past = (struct past){alliance_id, version, entry, 1}; /* the count that entry_read began with is the slot's */
    }
    *ret = past;
    return ST_OK;
}

enum status alliance_take_past(const struct alliance *alliance, struct db *db, int64_t version, const struct alliance **ret)
{
    struct alliances *alliances = alliance->cache;
    struct past *past = find_past(alliances, alliance->id, version);
    enum status st = past == NULL ? read_past(alliances, db, alliance->id, version, &past) : ST_OK;
    if (st != ST_OK)
        return st;
    past->used = ++alliances->turn;
    if (past->entry == NULL)
        return ST_CONFLICT; /* stored files that were good once */
    past->entry->holders++;
    *ret = &past->entry->alliance;
    return ST_OK;
}

void alliance_give(const struct alliance **alliance)
{
    if (*alliance == NULL)
        return;
    /* takers get const; the count beside it is ours */
    union {
        const struct alliance *lent;
        struct entry *entry;
    } address = {.lent = *alliance};
    static_assert(offsetof(struct entry, alliance) == 0, "an alliance is the head of its entry");
    entry_release(address.entry);
    *alliance = NULL;
}

enum status alliances_list(struct db *db, int64_t ret_ids[static ALLIANCES_MAX], size_t *ret_count)
{
    return alliance_store_list(db, ALLIANCES_MAX, ret_ids, ret_count);
}
