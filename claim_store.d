claim_store.o: services/notify/claim_store.c \
  services/notify/message_store.h services/lib/status.h \
  services/lib/todo.h services/lib/text.h services/lib/db_row.h \
  services/lib/db.h services/lib/decimal.h

services/notify/message_store.h:

services/lib/status.h:

services/lib/todo.h:

services/lib/text.h:

services/lib/db_row.h:

services/lib/db.h:

services/lib/decimal.h:
