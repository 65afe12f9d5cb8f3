/* assign_import_name.c: which department or post a person means who wrote it into a cell. */
#include <string.h>

#include "duban/assign_import_private.h"
#include "lib/nearest.h"

#define WORDS_MAX_BYTES 600

const char *assign_skip_space(const char *s)
{
    static const char *const spaces[] = {"\xE3\x80\x80", "\xC2\xA0", " ", "\t", "\n"};
    for (size_t i = 0; i < sizeof spaces / sizeof spaces[0];) {
        if (text_starts_with(s, spaces[i])) {
            s += strlen(spaces[i]);
            i = 0;
        } else {
            i++;
        }
    }
    return s;
}

bool assign_same_words(const char *a, const char *b)
{
    for (a = assign_skip_space(a), b = assign_skip_space(b); *a != '\0' && *a == *b;
         a = assign_skip_space(a + 1), b = assign_skip_space(b + 1))
        ;
    return *a == *b;
}

/* One table of names: departments or posts. */
struct names {
    const char *zh; /* 科室, 岗位 */
    size_t n;
    const char **names, **codes; /* names ends with NULL */
};

static struct names names_of(const struct organisation *organisation, enum assign_column column, struct arena *arena)
{
    bool posts = column == ASSIGN_POST;
    size_t n = posts ? organisation_post_count(organisation) : organisation_department_count(organisation);
    struct names names = {assign_column_info(column)->zh, n, arena_alloc(arena, n + 1, sizeof(char *)),
                          arena_alloc(arena, n + 1, sizeof(char *))};
    for (size_t i = 0; i < n; i++) {
        names.names[i] = posts ? organisation_post_at(organisation, i)->name : organisation_department_at(organisation, i)->name;
        names.codes[i] = posts ? organisation_post_at(organisation, i)->code : organisation_department_at(organisation, i)->code;
    }
    return names;
}

/* 「某岗（P-1）」: what is in the last brackets; NULL: it has none. */
static const char *code_in_brackets(struct arena *arena, const char *words)
{
    static const char *const open[] = {"（", "("}, *const close[] = {"）", ")"};
    size_t len = strlen(words);
    for (size_t i = 0; i < 2; i++) {
        size_t n = strlen(close[i]);
        const char *begin = NULL;
        if (len < n || strcmp(words + len - n, close[i]) != 0)
            continue;
        for (const char *at = strstr(words, open[i]); at != NULL; at = strstr(at + 1, open[i]))
            begin = at + n;
        if (begin != NULL && begin + n <= words + len)
            return arena_text_n(arena, begin, (size_t)(words + len - n - begin));
    }
    return NULL;
}

static const char *by_code(const struct names *names, const char *code)
{
    for (size_t i = 0; code != NULL && i < names->n; i++)
        if (assign_same_words(names->codes[i], code))
            return names->codes[i];
    return NULL;
}

static void tell_unknown(const struct names *names, const char *words, const struct place *at, struct problems *problems)
{
    const char *meant = nearest_word(words, names->names);
    if (meant[0] == '\0')
        problems_add(problems, REASON_E_XLS_014, at, names->zh, words);
    else
        problems_add(problems, REASON_E_XLS_015, at, names->zh, words, meant);
}

const char *assign_name_code(const struct organisation *organisation, enum assign_column column, const char *words,
                             const struct place *at, struct arena *arena, struct problems *problems)
{
    const struct names names = names_of(organisation, column, arena);
    const char *found = NULL;
    size_t same = 0;
    scoped(text_done) struct text codes;
    text_init(&codes, WORDS_MAX_BYTES);
    if (words[0] == '\0')
        return "";
    for (size_t i = 0; i < names.n; i++) {
        if (!assign_same_words(names.names[i], words))
            continue;
        text_printf(&codes, "%s%s", same++ > 0 ? "、" : "", names.codes[i]);
        found = names.codes[i];
    }
    if (same == 1)
        return found;
    found = by_code(&names, words);
    if (found == NULL)
        found = by_code(&names, code_in_brackets(arena, words));
    if (found != NULL)
        return found;
    if (same > 1)
        problems_add(problems, REASON_E_XLS_016, at, words, names.zh, codes.s);
    else
        tell_unknown(&names, words, at, problems);
    return "";
}
