/* nearest.c: the edit distance of short words (optimal string alignment), in three rows. */
#include "lib/nearest.h"

#include <stdint.h>
#include <string.h>

#include "lib/utf8.h"

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;

    return least < c ? least : c;
}

/* The word's characters; NEAREST_WORD_MAX + 1 if it has more. What is not UTF-8 is taken byte by byte, as -1. */
static size_t spell(const char *word, int32_t ret[static NEAREST_WORD_MAX])
{
    const char *at = word, *end = word + strlen(word);
    size_t n = 0;
    while (at < end && n < NEAREST_WORD_MAX)
        ret[n++] = utf8_next(&at, end);
    return at < end ? NEAREST_WORD_MAX + 1 : n;
}

size_t nearest_distance(const char *a, const char *b)
{
    size_t rows[3][NEAREST_WORD_MAX + 1];
    int32_t left[NEAREST_WORD_MAX], right[NEAREST_WORD_MAX];
    size_t a_len = spell(a, left), b_len = spell(b, right);

    if (a_len > NEAREST_WORD_MAX || b_len > NEAREST_WORD_MAX)
        return NEAREST_WORD_MAX + 1;
    for (size_t j = 0; j <= b_len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            row[j] = min3(above[j] + 1, row[j - 1] + 1, above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] && two_above[j - 2] + 1 < row[j])
                row[j] = two_above[j - 2] + 1;
        }
    }
    return rows[a_len % 3][b_len];
}

bool nearest_is_slip(const char *word, size_t distance)
{
    size_t characters = utf8_count(word, strlen(word)), allowed = characters / 3;
    size_t least = characters == strlen(word) ? 2 : 1; /* a character of Chinese says as much as several letters */

    return distance <= (allowed < least ? least : allowed) && distance < characters;
}

struct nearest nearest_begin(const char *word)
{
    return (struct nearest){.word = word, .best = "", .least = NEAREST_WORD_MAX + 1};
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
    size_t distance = candidate == NULL ? NEAREST_WORD_MAX + 1 : nearest_distance(nearest->word, candidate);
    if (distance >= nearest->least)
        return;
    nearest->least = distance;
    nearest->best = candidate;
}

const char *nearest_found(const struct nearest *nearest)
{
    return nearest_is_slip(nearest->word, nearest->least) ? nearest->best : "";
}

const char *nearest_word(const char *word, const char *const *candidates)
{
    struct nearest nearest = nearest_begin(word);
    for (size_t i = 0; candidates[i] != NULL; i++)
        nearest_offer(&nearest, candidates[i]);
    return nearest_found(&nearest);
}
