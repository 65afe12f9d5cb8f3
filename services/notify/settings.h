/* settings.h: what notify demands of its settings before it starts: letters that can never leave would wait, and nobody would hear
 * why until the day on which they are missed. */
#ifndef DUBAN_NOTIFY_SETTINGS_H
#define DUBAN_NOTIFY_SETTINGS_H

#include "lib/config.h"

/* The file of notify.smtp.ca_file can be read; where the mode lets letters leave (allow-list, live), there is a mail server's URL
 * and a sender's address. For process_open(). */
void notify_demand(const struct config *config, struct problems *problems);

#endif
