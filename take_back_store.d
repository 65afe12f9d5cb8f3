take_back_store.o: services/notify/take_back_store.c \
  services/notify/notice_store.h services/lib/status.h \
  services/lib/db_row.h services/lib/db.h services/lib/decimal.h \
  services/lib/text.h services/lib/reason.h \
  build-test/gen/reason_table.h services/lib/todo.h \
  services/model/organisation.h services/lib/problem.h \
  services/model/calendar.h services/notify/message_store.h

services/notify/notice_store.h:

services/lib/status.h:

services/lib/db_row.h:

services/lib/db.h:

services/lib/decimal.h:

services/lib/text.h:

services/lib/reason.h:

build-test/gen/reason_table.h:

services/lib/todo.h:

services/model/organisation.h:

services/lib/problem.h:

services/model/calendar.h:

services/notify/message_store.h:
