/* other_format.c: marks of file formats, from their published specifications. */
#include "ingest/other_format.h"

#include <string.h>

struct mark {
    const char *bytes;
    size_t len;
    enum reason reason;
    const char *what;
};

static const struct mark MARKS[] = {
    {"PK\x03\x04", 4, REASON_E_ING_313, NULL},                       /* xlsx is a zip; so are et and ods */
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, REASON_E_ING_313, NULL}, /* xls: compound file */
    {"%PDF", 4, REASON_E_ING_314, "PDF"},
    {"Rar!", 4, REASON_E_ING_314, "RAR"},
    {"7z\xBC\xAF\x27\x1C", 6, REASON_E_ING_314, "7-Zip"},
    {"\x1F\x8B", 2, REASON_E_ING_314, "gzip"},
    {"\xFF\xFE", 2, REASON_E_ING_314, "UTF-16"},
    {"\xFE\xFF", 2, REASON_E_ING_314, "UTF-16"},
    {"<?xml", 5, REASON_E_ING_314, "XML"},
    {"<html", 5, REASON_E_ING_314, "HTML"}, /* what some systems call an Excel export */
    {"{\\rtf", 5, REASON_E_ING_314, "RTF"},
};

enum status other_format_check(const void *head, size_t len, struct refusal *refusal)
{
    for (size_t i = 0; i < sizeof MARKS / sizeof MARKS[0]; i++) {
        const struct mark *mark = &MARKS[i];
        if (len < mark->len || memcmp(head, mark->bytes, mark->len) != 0)
            continue;
        return mark->what == NULL ? refuse(refusal, mark->reason) : refuse(refusal, mark->reason, mark->what);
    }
    return ST_OK;
}
