/* mode.c: the one place that decides whether a letter leaves. */
#include "notify/mode.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "lib/config.h"
#include "lib/text.h"

void mode_init(struct mode *mode, const struct config *config)
{
    const char *word = config_text(config, "notify.mode");
    *mode = (struct mode){.kind = MODE_SHADOW, .allow_list = config_text(config, "notify.allow_list")};
    if (strcmp(word, "off") == 0)
        mode->kind = MODE_OFF;
    else if (strcmp(word, "allow-list") == 0)
        mode->kind = MODE_ALLOW_LIST;
    else if (strcmp(word, "live") == 0)
        mode->kind = MODE_LIVE;
}

/* Mail addresses differ in case and mean the same mailbox. */
static bool item_matches(const char *item, size_t len, const char *word)
{
    return word != NULL && strlen(word) == len && strncasecmp(item, word, len) == 0;
}

static bool is_listed(const char *list, const char *person, const char *address)
{
    const char *domain = address == NULL ? NULL : strrchr(address, '@');
    for (const char *item = list; *item != '\0';) {
        size_t whole = strcspn(item, ",");
        size_t blanks = strspn(item, " \t");
        size_t begin = blanks < whole ? blanks : whole, end = whole;
        while (end > begin && (item[end - 1] == ' ' || item[end - 1] == '\t'))
            end--;
        if (end > begin && (item_matches(item + begin, end - begin, address) || item_matches(item + begin, end - begin, domain) ||
                            item_matches(item + begin, end - begin, person)))
            return true;
        item += whole + (item[whole] == ',');
    }
    return false;
}

struct mode_verdict mode_judge(const struct mode *mode, const char *person, const char *address)
{
    switch (mode->kind) {
    case MODE_OFF: return (struct mode_verdict){"off", REASON_I_NTF_024};
    case MODE_SHADOW: return (struct mode_verdict){"shadowed", REASON_I_NTF_023};
    case MODE_ALLOW_LIST:
        if (!is_listed(mode->allow_list, person, address))
            return (struct mode_verdict){"not_allowed", REASON_I_NTF_025};
        break;
    case MODE_LIVE: break;
    }
    return (struct mode_verdict){NULL, REASON_NONE};
}
