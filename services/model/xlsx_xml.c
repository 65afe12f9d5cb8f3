/* xlsx_xml.c: one part of a workbook through expat.
 *
 * A workbook needs no document type; without one there is no entity of one's own, so nothing can expand. Names come with the
 * address of their space (the prefix is the writer's choice), of which there are two generations. */
#include <expat.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "model/xlsx_private.h"

#define SPACE_END      '|'
#define ATTRIBUTES_MAX 64 /* of one element: an element of a workbook has a dozen */
#define NAME_MAX_BYTES 128

static const struct {
    const char *uri;
    enum xlsx_space space;
} SPACES[] = {
    {"http://schemas.openxmlformats.org/spreadsheetml/2006/main", XLSX_SPACE_SHEET},
    {"http://purl.oclc.org/ooxml/spreadsheetml/main", XLSX_SPACE_SHEET},
    {"http://schemas.openxmlformats.org/officeDocument/2006/relationships", XLSX_SPACE_RELATION},
    {"http://purl.oclc.org/ooxml/officeDocument/relationships", XLSX_SPACE_RELATION},
    {"http://schemas.openxmlformats.org/package/2006/relationships", XLSX_SPACE_PACKAGE},
};

struct reading {
    XML_Parser parser;
    const struct xlsx_handler *handler;
    const char *file, *part;
    struct problems *problems;
    enum status status;
    int depth;
};

static void stop(struct reading *in, enum status status)
{
    if (in->status == ST_OK)
        in->status = status;
    (void)XML_StopParser(in->parser, XML_FALSE);
}

static void refuse(struct reading *in, enum reason reason, const char *words)
{
    struct place at = {.file = in->file};
    if (words != NULL)
        problems_add(in->problems, reason, &at, in->part, words);
    else
        problems_add(in->problems, reason, &at, in->part);
    stop(in, ST_BAD_INPUT);
}

/* Where the name without its space begins, and what that space is. */
static const char *local_name(const char *name, enum xlsx_space *ret)
{
    const char *end = strrchr(name, SPACE_END);
    *ret = XLSX_SPACE_OTHER;
    if (end == NULL)
        return name;
    size_t len = (size_t)(end - name);
    for (size_t i = 0; i < sizeof SPACES / sizeof SPACES[0]; i++)
        if (strlen(SPACES[i].uri) == len && memcmp(SPACES[i].uri, name, len) == 0)
            *ret = SPACES[i].space;
    return end + 1;
}

static void on_begin(void *arg, const XML_Char *name, const XML_Char **attributes)
{
    struct reading *in = arg;
    const char *pairs[ATTRIBUTES_MAX * 2 + 1];
    char prefixed[ATTRIBUTES_MAX][NAME_MAX_BYTES];
    enum xlsx_space space;
    size_t n = 0;
    if (in->status != ST_OK)
        return;
    if (++in->depth > XLSX_MAX_DEPTH) {
        refuse(in, REASON_E_XLS_003, "too deep");
        return;
    }
    for (size_t i = 0; attributes[i] != NULL && n + 2 < sizeof pairs / sizeof pairs[0]; i += 2) {
        const char *local = local_name(attributes[i], &space);
        if (space == XLSX_SPACE_RELATION) {
            snprintf(prefixed[n / 2], NAME_MAX_BYTES, "relationships:%s", local);
            local = prefixed[n / 2];
        } else if (local != attributes[i]) {
            continue; /* of a space that we do not know: mc:Ignorable, xml:space */
        }
        pairs[n++] = local;
        pairs[n++] = attributes[i + 1];
    }
    pairs[n] = NULL;
    const char *local = local_name(name, &space);
    enum status st = in->handler->begin(in->handler->arg, space, local, pairs);
    if (st != ST_OK)
        stop(in, st);
}

static void on_end(void *arg, const XML_Char *name)
{
    struct reading *in = arg;
    enum xlsx_space space;
    if (in->status != ST_OK)
        return;
    in->depth--;
    const char *local = local_name(name, &space);
    enum status st = in->handler->end(in->handler->arg, space, local);
    if (st != ST_OK)
        stop(in, st);
}

static void on_text(void *arg, const XML_Char *bytes, int len)
{
    struct reading *in = arg;
    if (in->status != ST_OK || in->handler->text == NULL)
        return;
    enum status st = in->handler->text(in->handler->arg, bytes, (size_t)len);
    if (st != ST_OK)
        stop(in, st);
}

static void on_document_type(void *arg, const XML_Char *name, const XML_Char *system, const XML_Char *public, int has_internal)
{
    (void)name, (void)system, (void)public, (void)has_internal;
    refuse(arg, REASON_E_XLS_004, NULL);
}

enum status xlsx_xml_read(const char *file, const char *part, const struct text *bytes, const struct xlsx_handler *handler,
                          struct problems *problems)
{
    struct reading in = {.parser = XML_ParserCreateNS(NULL, SPACE_END),
                         .handler = handler,
                         .file = file,
                         .part = part,
                         .problems = problems,
                         .status = ST_OK};
    _Static_assert(XLSX_MAX_UNPACKED < INT_MAX, "a part goes to expat in one piece");
    if (in.parser == NULL)
        return ST_RETRY;
    XML_SetUserData(in.parser, &in);
    XML_SetElementHandler(in.parser, on_begin, on_end);
    XML_SetCharacterDataHandler(in.parser, on_text);
    XML_SetStartDoctypeDeclHandler(in.parser, on_document_type);
    if (XML_Parse(in.parser, bytes->s, (int)bytes->len, XML_TRUE) != XML_STATUS_OK && in.status == ST_OK) {
        if (XML_GetErrorCode(in.parser) == XML_ERROR_NO_MEMORY)
            in.status = ST_RETRY;
        else
            refuse(&in, REASON_E_XLS_003, XML_ErrorString(XML_GetErrorCode(in.parser)));
    }
    XML_ParserFree(in.parser);
    return in.status;
}

const char *xlsx_attribute(const char *const *attributes, const char *name)
{
    for (; *attributes != NULL; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}
