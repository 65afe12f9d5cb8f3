/* shipped.c: paths relative to the running program. */
#include "duban/shipped.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The program's path without its last `up` parts; "" if the system does not say. */
static void program_above(int up, char ret[static PATH_MAX])
{
    ssize_t len = readlink("/proc/self/exe", ret, PATH_MAX - 1);
    ret[len > 0 ? len : 0] = '\0';
    for (; up > 0; up--) {
        char *slash = strrchr(ret, '/');
        if (slash != NULL)
            *slash = '\0';
    }
}

void shipped_dir(const char *name, char ret[static PATH_MAX])
{
    char root[PATH_MAX];
    program_above(3, root); /* BUILD/bin/duban */
    if (snprintf(ret, PATH_MAX, "%s/deploy/%s", root, name) >= PATH_MAX || access(ret, R_OK) != 0)
        snprintf(ret, PATH_MAX, "/usr/share/duban/%s", name);
}

void shipped_program(const char *name, char ret[static PATH_MAX])
{
    char folder[PATH_MAX];
    program_above(1, folder);
    if (snprintf(ret, PATH_MAX, "%s/%s", folder, name) >= PATH_MAX)
        ret[0] = '\0';
}
