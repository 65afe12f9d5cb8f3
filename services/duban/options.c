/* options.c: a small reader of options, so that every verb reads them alike. */
#include "duban/options.h"

#include <string.h>

#include "duban/cli.h"

static const struct option_spec *find(const struct option_spec *specs, const char *word, size_t len)
{
    for (; specs->name != NULL; specs++)
        if (strlen(specs->name) == len && memcmp(specs->name, word, len) == 0)
            return specs;
    return NULL;
}

bool options_read(const struct option_spec *specs, int argc, char **argv, size_t *ret_count)
{
    size_t kept = 0;
    bool ended = false;
    for (int i = 0; i < argc; i++) {
        if (ended || argv[i][0] != '-' || strcmp(argv[i], "-") == 0) {
            argv[kept++] = argv[i];
            continue;
        }
        ended = strcmp(argv[i], "--") == 0;
        if (ended)
            continue;
        const char *equals = strchr(argv[i], '=');
        const struct option_spec *spec = find(specs, argv[i], equals == NULL ? strlen(argv[i]) : (size_t)(equals - argv[i]));
        if (spec == NULL || (equals != NULL && spec->value == NULL)) {
            cli_fail_with(EXIT_WRONG_USE, "没有这个选项", "there is no such option", argv[i]);
            return false;
        }
        if (spec->flag != NULL) {
            *spec->flag = true;
        } else if (equals != NULL) {
            *spec->value = equals + 1;
        } else if (i + 1 < argc) {
            *spec->value = argv[++i];
        } else {
            cli_fail_with(EXIT_WRONG_USE, "选项缺少值", "the option needs a value", argv[i]);
            return false;
        }
    }
    *ret_count = kept;
    return true;
}
