/* Why: "who would be red" is explosive once it goes round without the word that it is none of it true yet. */
#include "duban/simulate_page.h"

#include <string.h>

void simulate_pages(FILE *out, const char *text, const char *about)
{
    for (int page = 1; page == 1 || *text != '\0'; page++) {
        fprintf(out, "%s【%s】%s  第%d页\n", page > 1 ? "\f" : "", SIMULATE_MARK, about, page);
        for (int row = 1; row < SIMULATE_PAGE_ROWS && *text != '\0'; row++) {
            size_t len = strcspn(text, "\n");
            len += text[len] == '\n';
            fwrite(text, 1, len, out);
            text += len;
        }
    }
}
