/* nearest.c: the edit distance of short words (optimal string alignment), in three rows. */
#include "lib/nearest.h"

#include <string.h>

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;

    return least < c ? least : c;
}

size_t nearest_distance(const char *a, const char *b)
{
    size_t rows[3][NEAREST_WORD_MAX + 1];
    size_t a_len = strlen(a), b_len = strlen(b);

    if (a_len > NEAREST_WORD_MAX || b_len > NEAREST_WORD_MAX)
        return NEAREST_WORD_MAX + 1;
    for (size_t j = 0; j <= b_len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            row[j] = min3(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && two_above[j - 2] + 1 < row[j])
                row[j] = two_above[j - 2] + 1;
        }
    }
    return rows[a_len % 3][b_len];
}

bool nearest_is_slip(const char *word, size_t distance)
{
    size_t allowed = strlen(word) / 3;

    return distance <= (allowed < 2 ? 2 : allowed) && distance < strlen(word);
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
