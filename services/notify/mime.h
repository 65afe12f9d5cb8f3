/* mime.h: a letter as RFC 5322 text: UTF-8, encoded words in the head (RFC 2047), the body in base64. Pure. */
#ifndef DUBAN_NOTIFY_MIME_H
#define DUBAN_NOTIFY_MIME_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/status.h"
#include "lib/text.h"

struct mime_letter {
    const char *from, *from_name; /* address; its display name or NULL */
    const char *to;
    const char *subject, *body; /* UTF-8 */
    const char *message_id;     /* with its angle brackets */
    int64_t date_us;
};

/* CRLF lines, ready for the wire (no line begins with a dot). ST_BAD_INPUT: an address or the id could not stand in a head, or the
 * text is over its limit. */
MUST_CHECK enum status mime_format(const struct mime_letter *letter, struct text *out);

/* local@domain of printable ASCII without what could end a head line or an SMTP command. */
bool mime_address_is_safe(const char *address);

/* One header value as encoded words, none longer than 75 characters, folded; always encoded, so that no content can become a head.
 */
void mime_encode_words(struct text *out, const char *utf8);

#endif
