/* list_max.h: how many rows of a list the operator's command shows at most. It asks for one more than it shows, and says so when
 * that one is there: a list is never cut in silence. The service gives so many and no more. */
#ifndef DUBAN_SHARED_LIST_MAX_H
#define DUBAN_SHARED_LIST_MAX_H

/* Bounds the work of one command; whoever wants more asks by period, institution or person. */
#define NOTICES_SHOWN_MAX 1000
#define BATCHES_SHOWN_MAX 2000

#endif
