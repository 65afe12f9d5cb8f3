/* catalog.c: puts a catalog together from its files in the order in which they need each other: calendar and code tables, kinds,
 * indicators, rules, plan, templates. Each part has its own reader; here is only the wiring. */
#include "model/catalog_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/code_table.h"
#include "model/indicator.h"
#include "model/kind.h"
#include "model/scheme.h"
#include "model/unread.h"

/* One a subject: a folder of more is a mistake. */
#define INDICATOR_FILES_MAX 64

struct loading {
    const struct catalog_source **sources; /* sorted by path */
    size_t n;
    const char *plan_folder; /* NULL: none */
    struct problems *problems;
    struct unread *unread;
    struct catalog *catalog;
};

static bool ends_with(const char *path, const char *end)
{
    size_t a = strlen(path), b = strlen(end);
    return a >= b && strcmp(path + a - b, end) == 0;
}

/* `folder/rest` → rest, or NULL. */
static const char *below(const char *path, const char *folder)
{
    size_t len = folder == NULL ? 0 : strlen(folder);
    return len > 0 && strncmp(path, folder, len) == 0 && path[len] == '/' ? path + len + 1 : NULL;
}

static bool is_code_table(const char *rest)
{
    return strcmp(rest, "rc_codes.tsv") == 0 || strcmp(rest, "rating_scales.tsv") == 0 || strcmp(rest, "hqms_columns.tsv") == 0 ||
           (below(rest, "codes") != NULL && ends_with(rest, ".tsv"));
}

static bool is_kind(const char *rest)
{
    return below(rest, "kinds") != NULL && ends_with(rest, ".yaml");
}

static bool is_template(const char *rest)
{
    return below(rest, "templates") != NULL && ends_with(rest, ".txt");
}

/* schemes/tests/ is no part: tests are run from the files. */
static bool is_scheme(const char *rest)
{
    const char *name = below(rest, "schemes");
    return name != NULL && strchr(name, '/') == NULL && ends_with(name, ".yaml");
}

static bool is_indicators(const char *rest)
{
    return strcmp(rest, "indicators.yaml") == 0 || (below(rest, "indicators") != NULL && ends_with(rest, ".yaml"));
}

bool catalog_is_part(const char *path, const char *plan_folder)
{
    const char *base = below(path, "base"), *own = below(path, plan_folder);
    if (base != NULL)
        return strcmp(base, "holidays.tsv") == 0 || strcmp(base, "rules.yaml") == 0 || is_indicators(base) || is_code_table(base) ||
               is_kind(base) || is_scheme(base) || is_template(base);
    return own != NULL && (strcmp(own, "plan.yaml") == 0 || strcmp(own, "answers.yaml") == 0 || strcmp(own, "rules.yaml") == 0 ||
                           is_template(own));
}

static const struct catalog_source *find_source(const struct loading *loading, const char *folder, const char *rest)
{
    for (size_t i = 0; folder != NULL && i < loading->n; i++)
        if (text_equal(below(loading->sources[i]->path, folder), rest))
            return loading->sources[i];
    return NULL;
}

static const struct catalog_source *need_source(const struct loading *loading, const char *rest)
{
    const struct catalog_source *source = find_source(loading, "base", rest);
    char path[64];
    snprintf(path, sizeof(path), "base/%s", rest);
    if (source == NULL)
        problems_add(loading->problems, REASON_E_CAT_220, NULL, path);
    return source;
}

/* The parsed file; NULL when it is not there or not YAML (told). Freed by the caller. */
static struct yaml *load_yaml(const struct loading *loading, const struct catalog_source *source)
{
    struct yaml *yaml = NULL;
    if (source == NULL || yaml_load(source->path, source->content, source->len, loading->problems, &yaml) != ST_OK)
        return NULL;
    return yaml;
}

static void load_tables(struct loading *loading)
{
    struct catalog *catalog = loading->catalog;
    const struct catalog_source *holidays = need_source(loading, "holidays.tsv");
    if (holidays != NULL &&
        calendar_load(holidays->path, holidays->content, holidays->len, loading->problems, &catalog->calendar) != ST_OK)
        catalog->calendar = NULL; /* told */
    if (code_tables_new(&catalog->tables) != ST_OK) {
        problems_add(loading->problems, REASON_E_GEN_002, NULL);
        return;
    }
    for (size_t i = 0; i < loading->n; i++) {
        const struct catalog_source *source = loading->sources[i];
        const char *rest = below(source->path, "base");
        if (rest != NULL && is_code_table(rest) &&
            code_tables_add(catalog->tables, source->path, source->content, source->len, loading->problems) != ST_OK)
            unread_add(loading->unread, UNREAD_CODE_TABLE, NULL);
    }
}

/* A kind is named by its file, unless it says another name. */
static void kind_is_unread(struct loading *loading, const char *rest, const struct yaml *yaml)
{
    const char *slash = strrchr(rest, '/'), *name = yaml == NULL ? NULL : yaml_text(yaml_get(yaml_root(yaml), "kind"));
    scoped(text_done) struct text file;
    text_init(&file, 256);
    text_append_n(&file, slash + 1, strcspn(slash + 1, "."));
    unread_add(loading->unread, UNREAD_KIND, file.s);
    if (name != NULL)
        unread_add(loading->unread, UNREAD_KIND, name);
}

static void load_kinds(struct loading *loading)
{
    struct catalog *catalog = loading->catalog;
    catalog->kinds = arena_alloc(&catalog->arena, loading->n + 1, sizeof(struct kind *));
    for (size_t i = 0; i < loading->n; i++) {
        const char *rest = below(loading->sources[i]->path, "base");
        if (rest == NULL || !is_kind(rest))
            continue;
        scoped(yaml_closep) struct yaml *yaml = load_yaml(loading, loading->sources[i]);
        struct kind *kind;
        if (yaml == NULL || kind_load(yaml_root(yaml), catalog->tables, loading->problems, &kind) != ST_OK) {
            kind_is_unread(loading, rest, yaml);
            continue;
        }
        size_t at = catalog->n_kinds++;
        for (; at > 0 && strcmp(catalog->kinds[at - 1]->name, kind->name) > 0; at--)
            catalog->kinds[at] = catalog->kinds[at - 1];
        catalog->kinds[at] = kind;
    }
}

static void load_indicators(struct loading *loading)
{
    struct catalog *catalog = loading->catalog;
    struct yaml *files[INDICATOR_FILES_MAX];
    const struct yaml_node *roots[INDICATOR_FILES_MAX];
    size_t n = 0;
    bool all_read = need_source(loading, "indicators.yaml") != NULL;
    for (size_t i = 0; i < loading->n; i++) {
        const char *rest = below(loading->sources[i]->path, "base");
        if (rest == NULL || !is_indicators(rest))
            continue;
        if (n == INDICATOR_FILES_MAX) {
            problems_add(loading->problems, REASON_E_CAT_109, NULL, "base/indicators", "64");
            all_read = false;
            break;
        }
        files[n] = load_yaml(loading, loading->sources[i]);
        roots[n] = files[n] == NULL ? NULL : yaml_root(files[n]);
        all_read = all_read && files[n] != NULL;
        n += files[n] != NULL;
    }
    if (!all_read) {
        unread_add(loading->unread, UNREAD_MEASURE, NULL);
        unread_add(loading->unread, UNREAD_INDICATOR, NULL);
    }
    if (indicator_book_read(roots, n, (const struct kind *const *)catalog->kinds, catalog->n_kinds, loading->problems,
                            loading->unread, &catalog->book) == ST_RETRY)
        catalog->book = NULL; /* no memory */
    for (size_t i = 0; i < n; i++)
        yaml_close(files[i]);
}

static void load_rules(struct loading *loading)
{
    scoped(yaml_closep) struct yaml *base = load_yaml(loading, need_source(loading, "rules.yaml"));
    scoped(yaml_closep) struct yaml *own = load_yaml(loading, find_source(loading, loading->plan_folder, "rules.yaml"));
    if (base != NULL && rules_load(yaml_root(base), own == NULL ? NULL : yaml_root(own), &loading->catalog->arena,
                                   loading->problems, &loading->catalog->rules) != ST_OK)
        return; /* told */
}

/* The name of a scheme is that of its file, so there is one of each. */
static void load_schemes(struct loading *loading)
{
    struct catalog *catalog = loading->catalog;
    catalog->schemes = arena_alloc(&catalog->arena, loading->n + 1, sizeof *catalog->schemes);
    for (size_t i = 0; i < loading->n; i++) {
        const struct catalog_source *source = loading->sources[i];
        const char *rest = below(source->path, "base");
        char path[128];
        if (rest == NULL || !is_scheme(rest))
            continue;
        scoped(yaml_closep) struct yaml *yaml = load_yaml(loading, source);
        struct scheme *scheme = &catalog->schemes[catalog->n_schemes];
        if (yaml == NULL || scheme_load(yaml_root(yaml), &catalog->arena, loading->problems, scheme) != ST_OK)
            continue; /* told */
        struct place at = yaml_place(yaml_get(yaml_root(yaml), "scheme"));
        snprintf(path, sizeof path, "schemes/%s.yaml", scheme->name);
        if (strcmp(path, rest) != 0)
            problems_add(loading->problems, REASON_E_CAT_219, &at, rest, path);
        else
            catalog->n_schemes++;
    }
}

/* At the decimals of the duty; finer than those, it is cut. */
static void take_tolerance(struct duty *duty, i128 units, int scale)
{
    int decimals = duty->target.decimals;
    if (duty->has_target && !duty->pace.has_tolerance)
        duty->pace.tolerance_units =
            decimals >= scale ? units * decimal_pow10(decimals - scale) : units / decimal_pow10(scale - decimals);
}

/* The county's tolerance for duties that have none of their own. */
static void spread_tolerance(struct catalog *catalog)
{
    const char *text = catalog->rules.pace_tolerance;
    i128 units = 0;
    int scale = 0;
    if (text == NULL || decimal_parse(text, strlen(text), DECIMAL_SCALE_MAX, &units, &scale) != ST_OK)
        return;
    for (size_t i = 0; i < catalog->plan.n_duties; i++) {
        struct duty *duty = &catalog->plan.duties[i];
        take_tolerance(duty, units, scale);
        for (size_t o = 0; o < duty->n_own; o++)
            take_tolerance(duty->own[o].duty, units, scale);
    }
}

static void load_plan(struct loading *loading)
{
    struct catalog *catalog = loading->catalog;
    if (loading->plan_folder == NULL || catalog->book == NULL)
        return;
    const struct catalog_source *source = find_source(loading, loading->plan_folder, "plan.yaml");
    if (source == NULL)
        problems_add(loading->problems, REASON_E_CAT_220, NULL, "plan.yaml");
    scoped(yaml_closep) struct yaml *yaml = load_yaml(loading, source);
    if (yaml == NULL)
        return;
    const struct catalog_source *answered = find_source(loading, loading->plan_folder, "answers.yaml");
    scoped(yaml_closep) struct yaml *answers = load_yaml(loading, answered);
    if (answered != NULL && answers == NULL)
        unread_add(loading->unread, UNREAD_ANSWERS, NULL);
    catalog->has_plan = true;
    if (plan_read(source->path, yaml_root(yaml), answers == NULL ? NULL : yaml_root(answers), catalog->book, catalog->tables,
                  &catalog->arena, loading->problems, loading->unread, &catalog->plan) == ST_OK)
        spread_tolerance(catalog);
}

/* templates/临期提醒.full.txt → 临期提醒 */
static void template_is_unread(struct loading *loading, const char *rest)
{
    const char *file = strrchr(rest, '/') + 1;
    scoped(text_done) struct text name;
    text_init(&name, 256);
    text_append_n(&name, file, strcspn(file, "."));
    unread_add(loading->unread, UNREAD_TEMPLATE, name.s);
}

static void load_templates(struct loading *loading)
{
    struct catalog *catalog = loading->catalog;
    const char *folders[] = {loading->plan_folder, "base"};
    catalog->templates = arena_alloc(&catalog->arena, loading->n + 1, sizeof(struct template *));
    for (size_t f = 0; f < 2; f++) {
        for (size_t i = 0; i < loading->n; i++) {
            const struct catalog_source *source = loading->sources[i];
            const char *rest = below(source->path, folders[f]);
            if (rest == NULL || !is_template(rest))
                continue;
            if (template_parse(source->path, source->content, source->len, loading->problems,
                               &catalog->templates[catalog->n_templates]) == ST_OK)
                catalog->n_templates++;
            else
                template_is_unread(loading, rest);
        }
    }
}

static int compare_sources(const void *a, const void *b)
{
    return strcmp((*(const struct catalog_source *const *)a)->path, (*(const struct catalog_source *const *)b)->path);
}

/* The one folder with a plan.yaml, as text in the arena. */
static const char *find_plan_folder(const struct loading *loading)
{
    const char *folder = NULL;
    for (size_t i = 0; i < loading->n; i++) {
        const char *path = loading->sources[i]->path, *slash = strchr(path, '/');
        if (slash == NULL || strcmp(slash, "/plan.yaml") != 0)
            continue;
        const char *name = arena_text_n(&loading->catalog->arena, path, (size_t)(slash - path));
        if (folder != NULL)
            problems_add(loading->problems, REASON_E_CAT_221, NULL, folder, name);
        folder = name;
    }
    return folder;
}

enum status catalog_read(const struct catalog_source *sources, size_t n, const char *plan_folder, struct problems *problems,
                         struct unread *unread, struct catalog **ret)
{
    uint64_t errors_before = problems->errors;
    if (n > CATALOG_FILES_MAX) {
        char max[16];
        snprintf(max, sizeof(max), "%d", CATALOG_FILES_MAX);
        problems_add(problems, REASON_E_CAT_222, NULL, max);
        return ST_BAD_INPUT;
    }
    struct catalog *catalog = calloc(1, sizeof(*catalog));
    if (catalog == NULL)
        return ST_RETRY;
    arena_init(&catalog->arena);
    struct loading loading = {.n = n, .problems = problems, .unread = unread, .catalog = catalog};
    loading.sources = arena_alloc(&catalog->arena, n + 1, sizeof(*loading.sources));
    for (size_t i = 0; i < n; i++)
        loading.sources[i] = &sources[i];
    qsort(loading.sources, n, sizeof(*loading.sources), compare_sources);
    loading.plan_folder = plan_folder == NULL ? find_plan_folder(&loading) : arena_text(&catalog->arena, plan_folder);
    catalog->plan_folder = loading.plan_folder;
    load_tables(&loading);
    load_kinds(&loading);
    load_indicators(&loading);
    load_rules(&loading);
    load_schemes(&loading);
    load_plan(&loading);
    load_templates(&loading);
    *ret = catalog;
    return problems->errors == errors_before ? ST_OK : ST_BAD_INPUT;
}

enum status catalog_load(const struct catalog_source *sources, size_t n, const char *plan_folder, struct problems *problems,
                         struct catalog **ret)
{
    struct catalog *catalog = NULL;
    scoped(unread_done) struct unread unread;
    unread_init(&unread);
    enum status st = catalog_read(sources, n, plan_folder, problems, &unread, &catalog);
    unread_drop_follow_on(&unread, problems);
    if (st == ST_OK)
        *ret = catalog;
    else
        catalog_free(catalog);
    return st;
}

void catalog_free(struct catalog *catalog)
{
    if (catalog == NULL)
        return;
    for (size_t i = 0; i < catalog->n_templates; i++)
        template_free(catalog->templates[i]);
    indicator_book_free(catalog->book);
    for (size_t i = 0; i < catalog->n_kinds; i++)
        kind_free(catalog->kinds[i]);
    code_tables_free(catalog->tables);
    calendar_free(catalog->calendar);
    arena_done(&catalog->arena);
    free(catalog);
}

void catalog_freep(struct catalog **catalog)
{
    catalog_free(*catalog);
    *catalog = NULL;
}

void catalog_sources_free(struct catalog_source *sources, size_t n)
{
    for (size_t i = 0; sources != NULL && i < n; i++) {
        free((char *)sources[i].path);
        free((char *)sources[i].content);
    }
    free(sources);
}
