/* status.c: the words of the five statuses, made from the one table. */
#include "lib/status.h"

const char *status_name(enum status status)
{
    switch (status) {
#define STATUS_CASE(name, word) \
    case name: return word;
        STATUS_TABLE(STATUS_CASE)
#undef STATUS_CASE
    }
    return "unknown";
}
