test_sighting.o: tests/unit/notify/test_sighting.c \
  tests/support/cmocka_all.h services/notify/sighting.h \
  services/notify/message_store.h services/lib/status.h \
  services/lib/todo.h services/lib/text.h

tests/support/cmocka_all.h:

services/notify/sighting.h:

services/notify/message_store.h:

services/lib/status.h:

services/lib/todo.h:

services/lib/text.h:
