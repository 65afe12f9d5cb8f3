sighting.o: services/notify/sighting.c services/notify/sighting.h \
  services/notify/message_store.h services/lib/status.h \
  services/lib/todo.h services/lib/text.h services/lib/clock.h

services/notify/sighting.h:

services/notify/message_store.h:

services/lib/status.h:

services/lib/todo.h:

services/lib/text.h:

services/lib/clock.h:
