post_office.o: services/notify/post_office.c \
  services/notify/post_office.h services/lib/todo_blame.h \
  services/lib/status.h services/notify/notify.h services/lib/event.h \
  services/lib/process.h services/lib/task.h services/lib/todo_worker.h \
  services/lib/text.h services/lib/todo.h services/notify/channel.h \
  services/notify/mode.h services/lib/reason.h \
  build-test/gen/reason_table.h services/shared/alliance.h \
  services/notify/sighting.h services/notify/message_store.h \
  services/lib/clock.h services/lib/config.h services/lib/problem.h \
  services/lib/db_pool.h services/lib/db.h services/lib/log.h \
  services/lib/loop.h services/lib/metrics.h services/lib/todo_keys.h

services/notify/post_office.h:

services/lib/todo_blame.h:

services/lib/status.h:

services/notify/notify.h:

services/lib/event.h:

services/lib/process.h:

services/lib/task.h:

services/lib/todo_worker.h:

services/lib/text.h:

services/lib/todo.h:

services/notify/channel.h:

services/notify/mode.h:

services/lib/reason.h:

build-test/gen/reason_table.h:

services/shared/alliance.h:

services/notify/sighting.h:

services/notify/message_store.h:

services/lib/clock.h:

services/lib/config.h:

services/lib/problem.h:

services/lib/db_pool.h:

services/lib/db.h:

services/lib/log.h:

services/lib/loop.h:

services/lib/metrics.h:

services/lib/todo_keys.h:
