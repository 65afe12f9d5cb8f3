/* catalog.c: puts a catalog together from its files in the order in which they need each other: calendar and code tables, kinds,
 * indicators, rules, plan, templates. Each part has its own reader; here is only the wiring. */
#include "model/catalog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/arena.h"
#include "model/code_table.h"
#include "model/indicator.h"
#include "model/kind.h"
#include "model/scheme.h"

/* One a subject: a folder of more is a mistake. */
#define INDICATOR_FILES_MAX 64

struct catalog {
    struct arena arena;
    struct calendar *calendar;
    struct code_tables *tables;
    struct kind **kinds;
    size_t n_kinds;
    struct indicator_book *book;
    struct rules rules;
    struct scheme *schemes;
    size_t n_schemes;
    bool has_plan;
    struct plan plan;
    const char *plan_folder;
    struct template **templates; /* the plan's own first */
    size_t n_templates;
};

struct loading {
    const struct catalog_source **sources; /* sorted by path */
    size_t n;
    const char *plan_folder; /* NULL: none */
    struct problems *problems;
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
            continue; /* told */
    }
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
        if (yaml == NULL || kind_load(yaml_root(yaml), catalog->tables, loading->problems, &kind) != ST_OK)
            continue;
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
    if (all_read && indicator_book_load(roots, n, (const struct kind *const *)catalog->kinds, catalog->n_kinds, loading->problems,
                                        &catalog->book) != ST_OK)
        catalog->book = NULL; /* told */
    for (size_t i = 0; i < n; i++)
        yaml_close(files[i]);
}

static void load_rules(struct loading *loading)
{
    scoped(yaml_closep) struct yaml *base = load_yaml(loading, need_source(loading, "rules.yaml"));
    scoped(yaml_closep) struct yaml *own = load_yaml(loading, find_source(loading, loading->plan_folder, "rules.yaml"));
    if (base != NULL && rules_load(yaml_root(base), own == NULL ? NULL : yaml_root(own), &loading->catalog->arena,
                                   loading->problems, &loading->catalog->rules) != ST_OK)
        loading->catalog->rules = (struct rules){0}; /* told */
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

/* The county's tolerance for duties that have none of their own, at the decimals of each; finer than those, it is cut. */
static void spread_tolerance(struct catalog *catalog)
{
    const char *text = catalog->rules.pace_tolerance;
    i128 units = 0;
    int scale = 0;
    if (text == NULL || decimal_parse(text, strlen(text), DECIMAL_SCALE_MAX, &units, &scale) != ST_OK)
        return;
    for (size_t i = 0; i < catalog->plan.n_duties; i++) {
        struct duty *duty = &catalog->plan.duties[i];
        if (!duty->has_target || duty->pace.has_tolerance)
            continue;
        int decimals = duty->target.decimals;
        duty->pace.tolerance_units =
            decimals >= scale ? units * decimal_pow10(decimals - scale) : units / decimal_pow10(scale - decimals);
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
    scoped(yaml_closep) struct yaml *answers = load_yaml(loading, find_source(loading, loading->plan_folder, "answers.yaml"));
    catalog->has_plan = plan_load(source->path, yaml_root(yaml), answers == NULL ? NULL : yaml_root(answers), catalog->book,
                                  catalog->tables, &catalog->arena, loading->problems, &catalog->plan) == ST_OK;
    if (catalog->has_plan)
        spread_tolerance(catalog);
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
            if (rest != NULL && is_template(rest) &&
                template_parse(source->path, source->content, source->len, loading->problems,
                               &catalog->templates[catalog->n_templates]) == ST_OK)
                catalog->n_templates++;
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

enum status catalog_load(const struct catalog_source *sources, size_t n, const char *plan_folder, struct problems *problems,
                         struct catalog **ret)
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
    struct loading loading = {.n = n, .problems = problems, .catalog = catalog};
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
    if (problems->errors != errors_before) {
        catalog_free(catalog);
        return ST_BAD_INPUT;
    }
    *ret = catalog;
    return ST_OK;
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

const struct scheme *catalog_scheme(const struct catalog *catalog, const char *name)
{
    for (size_t i = 0; i < catalog->n_schemes; i++)
        if (strcmp(catalog->schemes[i].name, name) == 0)
            return &catalog->schemes[i];
    return NULL;
}

const struct calendar *catalog_calendar(const struct catalog *catalog)
{
    return catalog->calendar;
}

const struct rules *catalog_rules(const struct catalog *catalog)
{
    return &catalog->rules;
}

const struct plan *catalog_plan(const struct catalog *catalog)
{
    return catalog->has_plan ? &catalog->plan : NULL;
}

const char *catalog_plan_folder(const struct catalog *catalog)
{
    return catalog->plan_folder;
}

size_t catalog_kind_count(const struct catalog *catalog)
{
    return catalog->n_kinds;
}

const struct kind *catalog_kind_at(const struct catalog *catalog, size_t i)
{
    return i < catalog->n_kinds ? catalog->kinds[i] : NULL;
}

const struct kind *catalog_kind(const struct catalog *catalog, const char *name)
{
    for (size_t i = 0; i < catalog->n_kinds; i++)
        if (text_equal(catalog->kinds[i]->name, name))
            return catalog->kinds[i];
    return NULL;
}

const struct indicator_book *catalog_indicators(const struct catalog *catalog)
{
    return catalog->book;
}

const struct indicator *catalog_indicator(const struct catalog *catalog, const char *name)
{
    return indicator_book_find(catalog->book, name);
}

const struct code_tables *catalog_code_tables(const struct catalog *catalog)
{
    return catalog->tables;
}

const struct duty *catalog_duty(const struct catalog *catalog, const char *id)
{
    return catalog->has_plan ? plan_duty(&catalog->plan, id) : NULL;
}

const struct template *catalog_template_at(const struct catalog *catalog, size_t i)
{
    return i < catalog->n_templates ? catalog->templates[i] : NULL;
}

const struct template *catalog_template(const struct catalog *catalog, const char *name, const char *form)
{
    for (size_t i = 0; i < catalog->n_templates; i++)
        if (text_equal(template_name(catalog->templates[i]), name) && text_equal(template_form(catalog->templates[i]), form))
            return catalog->templates[i];
    return NULL;
}
