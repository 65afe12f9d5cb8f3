/* template.c: a template as its lines, each a list of literal pieces and fields; rendering drops the lines with an empty field. */
#include "model/template.h"

#include <stdlib.h>
#include <string.h>

#include "lib/nearest.h"
#include "lib/utf8.h"
#include "model/arena.h"
#include "model/notice_fact.h"

#define TEMPLATE_MAX_BYTES (64u * 1024)
#define TEMPLATE_LINES_MAX 400
#define PIECES_MAX         64 /* of one line */
#define FIELDS_MAX         128
#define SUBJECTS_MAX       4
#define SUBJECT_MARK       "主题："
#define FULL_MARK          "◆"
#define QUOTE_MARK         "> "

struct piece {
    const char *text; /* literal, or a field's name */
    bool is_field;
};

struct template_line {
    struct piece *pieces;
    size_t n;
    bool full_only; /* ◆ */
};

struct template
{
    struct arena arena;
    const char *path, *name, *form;
    struct template_line subjects[SUBJECTS_MAX], *body;
    size_t n_subjects;
    size_t n_body;
    struct template_field fields[FIELDS_MAX];
    size_t n_fields;
};

struct parsing {
    struct template *template;
    const char *path;
    int64_t line;
    struct problems *problems;
};

static void complain_of(const struct parsing *parsing, enum reason reason, const char *first, const char *second)
{
    problems_add(parsing->problems, reason, (&(struct place){.file = parsing->path, .line = parsing->line}), first, second);
}

static void complain(const struct parsing *parsing, enum reason reason, const char *param)
{
    complain_of(parsing, reason, param, NULL);
}

static const char *nearest_field(const char *name)
{
    struct nearest meant = nearest_begin(name);
    for (size_t i = 0; i < NOTICE_FIELDS_COUNT; i++)
        nearest_offer(&meant, NOTICE_FIELDS[i].name);
    return nearest_found(&meant);
}

static void note_field(const struct parsing *parsing, const char *name, bool full_only)
{
    struct template *template = parsing->template;
    struct template_field field = {name, parsing->line, full_only};
    if (!notice_field_exists(name))
        complain_of(parsing, REASON_E_CAT_243, name, nearest_field(name));
    for (size_t i = 0; i < template->n_fields; i++) {
        if (strcmp(template->fields[i].name, name) != 0)
            continue;
        if (template->fields[i].full_only && !full_only)
            template->fields[i] = field;
        return;
    }
    if (template->n_fields < FIELDS_MAX)
        template->fields[template->n_fields++] = field;
    else
        complain(parsing, REASON_E_CAT_109, "fields");
}

static bool starts_with(const char *at, const char *end, const char *mark)
{
    return (size_t)(end - at) >= strlen(mark) && memcmp(at, mark, strlen(mark)) == 0;
}

static void parse_line(struct parsing *parsing, const char *at, size_t len, struct template_line *ret)
{
    struct arena *arena = &parsing->template->arena;
    const char *end = at + len;
    struct piece pieces[PIECES_MAX];
    bool is_quoted = starts_with(at, end, QUOTE_MARK);
    const char *marked = is_quoted ? at + strlen(QUOTE_MARK) : at;
    if (starts_with(marked, end, FULL_MARK)) {
        ret->full_only = true;
        at = marked + strlen(FULL_MARK);
        if (is_quoted)
            pieces[ret->n++] = (struct piece){QUOTE_MARK, false};
    }
    while (at < end && ret->n < PIECES_MAX) {
        bool is_field = *at == '{';
        const char *stop = memchr(at, is_field ? '}' : '{', (size_t)(end - at));
        if (is_field && stop == NULL) {
            complain(parsing, REASON_E_CAT_244, NULL);
            break;
        }
        stop = stop == NULL ? end : stop;
        const char *begin = is_field ? at + 1 : at;
        if (memchr(begin, is_field ? '{' : '}', (size_t)(stop - begin)) != NULL)
            complain(parsing, REASON_E_CAT_244, NULL);
        pieces[ret->n++] = (struct piece){arena_text_n(arena, begin, (size_t)(stop - begin)), is_field};
        if (is_field)
            note_field(parsing, pieces[ret->n - 1].text, ret->full_only);
        at = is_field ? stop + 1 : stop;
    }
    ret->pieces = arena_alloc(arena, ret->n + 1, sizeof(*ret->pieces));
    memcpy(ret->pieces, pieces, ret->n * sizeof(*ret->pieces));
}

static bool is_form(const char *word)
{
    static const char *const forms[] = {TEMPLATE_FORM_FULL, TEMPLATE_FORM_IM, TEMPLATE_FORM_SMS, TEMPLATE_FORM_LETTER};
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        if (strcmp(forms[i], word) == 0)
            return true;
    return false;
}

/* 「templates/临期提醒.full.txt」 → 临期提醒, full */
static void parse_name(struct parsing *parsing)
{
    struct template *template = parsing->template;
    const char *slash = strrchr(parsing->path, '/'), *begin = slash == NULL ? parsing->path : slash + 1;
    const char *dot = strchr(begin, '.'), *last = dot == NULL ? NULL : strchr(dot + 1, '.');
    template->path = arena_text(&template->arena, parsing->path);
    if (dot == NULL || last == NULL || strcmp(last, ".txt") != 0) {
        complain(parsing, REASON_E_CAT_219, "NAME.full.txt");
        template->name = template->form = "";
        return;
    }
    template->name = arena_text_n(&template->arena, begin, (size_t)(dot - begin));
    template->form = arena_text_n(&template->arena, dot + 1, (size_t)(last - dot - 1));
    if (!is_form(template->form))
        complain_of(parsing, REASON_E_CAT_219, "full, im, sms, letter", template->form);
}

static void parse_lines(struct parsing *parsing, const char *at, const char *end)
{
    struct template *template = parsing->template;
    template->body = arena_alloc(&template->arena, TEMPLATE_LINES_MAX, sizeof(*template->body));
    for (const char *next; at < end; at = next) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        next = stop == NULL ? end : stop + 1;
        stop = stop == NULL ? end : stop;
        if (stop > at && stop[-1] == '\r')
            stop--;
        size_t len = (size_t)(stop - at), mark = strlen(SUBJECT_MARK);
        bool is_subject = (size_t)parsing->line++ == template->n_subjects && template->n_subjects < SUBJECTS_MAX && len > mark &&
                          memcmp(at, SUBJECT_MARK, mark) == 0;
        if (is_subject) {
            parse_line(parsing, at + mark, len - mark, &template->subjects[template->n_subjects++]);
        } else if (template->n_body < TEMPLATE_LINES_MAX) {
            parse_line(parsing, at, len, &template->body[template->n_body++]);
        } else {
            complain(parsing, REASON_E_CAT_109, "lines");
            return;
        }
    }
}

enum status template_parse(const char *path, const char *buf, size_t len, struct problems *problems, struct template **ret)
{
    uint64_t errors_before = problems->errors;
    struct template *template = len > TEMPLATE_MAX_BYTES ? NULL : calloc(1, sizeof(*template));
    struct parsing parsing = {template, path, 0, problems};
    if (template == NULL) {
        complain(&parsing, REASON_E_CAT_109, "bytes");
        return ST_BAD_INPUT;
    }
    arena_init(&template->arena);
    parse_name(&parsing);
    const char *at = len >= 3 && memcmp(buf, "\xef\xbb\xbf", 3) == 0 ? buf + 3 : buf;
    parse_lines(&parsing, at, buf + len);
    if (template->n_subjects == 0 && strcmp(template->form, TEMPLATE_FORM_SMS) != 0 &&
        strcmp(template->form, TEMPLATE_FORM_IM) != 0) {
        parsing.line = 1;
        complain(&parsing, REASON_E_CAT_245, NULL);
    }
    if (problems->errors != errors_before) {
        template_free(template);
        return ST_BAD_INPUT;
    }
    *ret = template;
    return ST_OK;
}

void template_free(struct template *template)
{
    if (template == NULL)
        return;
    arena_done(&template->arena);
    free(template);
}

const char *template_name(const struct template *template)
{
    return template->name;
}

const char *template_form(const struct template *template)
{
    return template->form;
}

const char *template_path(const struct template *template)
{
    return template->path;
}

bool template_field(const struct template *template, size_t i, struct template_field *ret)
{
    if (i < template->n_fields)
        *ret = template->fields[i];
    return i < template->n_fields;
}

size_t template_longest(const struct template *template, size_t (*longest)(const char *field, const void *arg), const void *arg)
{
    size_t n = 0;
    for (size_t l = 0; l < template->n_body; l++) {
        const struct template_line *line = &template->body[l];
        n += n > 0 ? 1 : 0; /* the end of the line before */
        for (size_t i = 0; i < line->n; i++)
            n += line->pieces[i].is_field ? longest(line->pieces[i].text, arg)
                                          : utf8_count(line->pieces[i].text, strlen(line->pieces[i].text));
    }
    return n;
}

/* What the fields stand for. */
struct values {
    const struct facts *facts;
    const struct fact *extra; /* asked first */
    size_t n_extra;
};

static const char *value_of(const struct values *values, const char *field)
{
    for (size_t i = 0; i < values->n_extra; i++)
        if (strcmp(values->extra[i].name, field) == 0)
            return values->extra[i].value;
    return facts_get(values->facts, field);
}

static bool line_has_empty_field(const struct template_line *line, const struct values *values)
{
    for (size_t i = 0; i < line->n; i++)
        if (line->pieces[i].is_field && value_of(values, line->pieces[i].text)[0] == '\0')
            return true;
    return false;
}

static void render_line(const struct template_line *line, const struct values *values, struct text *out)
{
    for (size_t i = 0; i < line->n; i++)
        text_append(out, line->pieces[i].is_field ? value_of(values, line->pieces[i].text) : line->pieces[i].text);
}

/* A subject is one line whatever the facts hold. */
static void render_subject(const struct template *template, const struct values *values, struct text *out)
{
    const struct template_line *line = template->subjects;
    while (line + 1 < template->subjects + template->n_subjects && line_has_empty_field(line, values))
        line++;
    scoped(text_done) struct text raw;
    text_init(&raw, TEMPLATE_MAX_BYTES);
    render_line(line, values, &raw);
    for (size_t i = 0; i < raw.len; i++)
        text_append_char(out, raw.s[i] == '\n' || raw.s[i] == '\r' ? ' ' : raw.s[i]);
}

enum status template_render(const struct template *template, const struct facts *facts, bool is_full, struct text *subject,
                            struct text *body)
{
    return template_render_with(template, facts, NULL, 0, is_full, subject, body);
}

enum status template_render_with(const struct template *template, const struct facts *facts, const struct fact *extra,
                                 size_t n_extra, bool is_full, struct text *subject, struct text *body)
{
    struct values values = {facts, extra, n_extra};
    bool is_blank_due = false, has_text = false, has_head = strcmp(template->form, TEMPLATE_FORM_IM) == 0;
    render_subject(template, &values, subject);
    for (size_t i = 0; i < template->n_body; i++) {
        const struct template_line *line = &template->body[i];
        if (line->n == 0) {
            is_blank_due = has_text; /* none at the head, one between paragraphs, none at the end */
            continue;
        }
        bool is_head = has_head && i == 0;
        if ((line->full_only && !is_full) || (!is_head && line_has_empty_field(line, &values)))
            continue;
        if (is_blank_due)
            text_append_char(body, '\n');
        is_blank_due = false;
        has_text = true;
        render_line(line, &values, body);
        text_append_char(body, '\n');
    }
    return subject->overflow || body->overflow ? ST_BAD_INPUT : ST_OK;
}
