/* smtp_reply.c: 2yz goes on, 4yz is "not now", 5yz is "never"; without an answer it counts how far we had come. */
#include "notify/smtp_reply.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "250-" goes on, "250 " and "250" are the last line. */
static void end_line(struct smtp_reply *r)
{
    if (r->len > 0 && r->line[r->len - 1] == '\r')
        r->len--;
    r->line[r->len] = '\0';
    bool good = r->len >= 3 && r->line[0] >= '2' && r->line[0] <= '5' && is_digit(r->line[1]) && is_digit(r->line[2]) &&
                (r->len == 3 || r->line[3] == ' ' || r->line[3] == '-');
    if (!good)
        r->wrong = true;
    else if (r->len > 3 && r->line[3] == '-')
        r->len = 0;
    else
        r->code = (r->line[0] - '0') * 100 + (r->line[1] - '0') * 10 + (r->line[2] - '0');
}

size_t smtp_reply_feed(struct smtp_reply *r, const char *bytes, size_t len)
{
    size_t taken = 0;
    while (taken < len && r->code == 0 && !r->wrong) {
        char c = bytes[taken++];
        if (c == '\n')
            end_line(r);
        else if (r->len < SMTP_LINE_MAX)
            r->line[r->len++] = c;
        else
            r->wrong = true;
    }
    return taken;
}

bool smtp_answer_is_good(enum smtp_stage stage, int code)
{
    return stage == SMTP_DATA ? code >= 300 && code < 400 : code >= 200 && code < 300;
}

enum outcome smtp_answer_outcome(enum smtp_stage stage, int code)
{
    if (code >= 400 && code < 500)
        return OUTCOME_TEMPORARY;
    /* before the recipient was named it is about us: our login, our encryption, our sender's address */
    if (code >= 500)
        return stage >= SMTP_RCPT ? OUTCOME_REFUSED : OUTCOME_TEMPORARY;
    if (stage != SMTP_DOT)
        return OUTCOME_TEMPORARY;
    return smtp_answer_is_good(stage, code) ? OUTCOME_ACCEPTED : OUTCOME_LOST;
}
