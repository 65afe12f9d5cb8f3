/* mime.c: what a mail server and any mail program of the last thirty years reads. */
#include "notify/mime.h"

#include <stddef.h>
#include <string.h>

#include "lib/date.h"

/* RFC 2047: an encoded word has at most 75 characters; "=?UTF-8?B?" and "?=" take 12, and 45 bytes make 60 in base64. */
#define WORD_BYTES 45
/* RFC 2045: a base64 line has at most 76 characters. */
#define LINE_BYTES       57
#define ADDRESS_MAX_CHAR 254

static void base64(struct text *out, const unsigned char *bytes, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < len; i += 3) {
        unsigned v = (unsigned)bytes[i] << 16 | (i + 1 < len ? (unsigned)bytes[i + 1] << 8 : 0) | (i + 2 < len ? bytes[i + 2] : 0);
        char four[4] = {digits[v >> 18], digits[v >> 12 & 63], i + 1 < len ? digits[v >> 6 & 63] : '=',
                        i + 2 < len ? digits[v & 63] : '='};
        text_append_n(out, four, 4);
    }
}

/* Bytes of whole characters, at most `most`. */
static size_t whole_characters(const char *utf8, size_t len, size_t most)
{
    if (len <= most)
        return len;
    size_t n = most;
    while (n > 0 && ((unsigned char)utf8[n] & 0xC0) == 0x80)
        n--;
    return n == 0 ? most : n; /* not UTF-8: cut anywhere */
}

void mime_encode_words(struct text *out, const char *utf8)
{
    size_t len = strlen(utf8);
    for (size_t at = 0; at < len;) {
        size_t n = whole_characters(utf8 + at, len - at, WORD_BYTES);
        text_append(out, at == 0 ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
        base64(out, (const unsigned char *)utf8 + at, n);
        text_append(out, "?=");
        at += n;
    }
}

static bool is_safe_word(const char *word, size_t most)
{
    size_t len = strlen(word);
    for (size_t i = 0; i < len; i++)
        if (word[i] <= ' ' || word[i] > '~' || strchr("<>()[]\\,;:\"", word[i]) != NULL)
            return false;
    return len > 0 && len <= most;
}

bool mime_address_is_safe(const char *address)
{
    const char *at = strchr(address, '@');
    return is_safe_word(address, ADDRESS_MAX_CHAR) && at != NULL && at != address && at[1] != '\0' && strchr(at + 1, '@') == NULL;
}

static bool id_is_safe(const char *id)
{
    size_t len = strlen(id);
    if (len < 5 || len > ADDRESS_MAX_CHAR || id[0] != '<' || id[len - 1] != '>')
        return false;
    for (size_t i = 1; i < len - 1; i++)
        if (id[i] <= ' ' || id[i] > '~' || id[i] == '<' || id[i] == '>')
            return false;
    return true;
}

/* Mon, 15 Dec 2025 08:30:00 +0800 */
static void append_date(struct text *out, int64_t at_us)
{
    static const char *const days[] = {"", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int year, month, day;
    int32_t date = instant_date(at_us), second = instant_second_of_day(at_us);
    date_to_ymd(date, &year, &month, &day);
    text_printf(out, "%s, %d %s %04d %02d:%02d:%02d +0800", days[date_weekday(date)], day, months[month], year,
                (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
}

enum status mime_format(const struct mime_letter *letter, struct text *out)
{
    if (!mime_address_is_safe(letter->from) || !mime_address_is_safe(letter->to) || !id_is_safe(letter->message_id))
        return ST_BAD_INPUT;
    text_append(out, "Date: ");
    append_date(out, letter->date_us);
    text_append(out, "\r\nFrom: ");
    if (letter->from_name != NULL && letter->from_name[0] != '\0') {
        mime_encode_words(out, letter->from_name);
        text_append(out, "\r\n ");
    }
    text_printf(out, "<%s>\r\nTo: <%s>\r\nSubject: ", letter->from, letter->to);
    mime_encode_words(out, letter->subject);
    text_printf(out, "\r\nMessage-ID: %s\r\n", letter->message_id);
    /* RFC 3834: no out-of-office answers to an office's reminder */
    text_append(out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
                     "Content-Transfer-Encoding: base64\r\n\r\n");
    size_t len = strlen(letter->body);
    for (size_t at = 0; at < len; at += LINE_BYTES) {
        base64(out, (const unsigned char *)letter->body + at, len - at < LINE_BYTES ? len - at : LINE_BYTES);
        text_append(out, "\r\n");
    }
    return text_status(out);
}
