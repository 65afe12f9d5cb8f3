deliver_step.o: services/notify/deliver_step.c services/lib/clock.h \
  services/lib/status.h services/lib/crash.h services/lib/db.h \
  services/lib/db_pool.h services/lib/log.h services/lib/loop.h \
  services/lib/metrics.h services/lib/text.h services/lib/todo_blame.h \
  services/model/organisation.h services/lib/problem.h \
  services/lib/reason.h build-test/gen/reason_table.h \
  services/model/calendar.h services/notify/attempt_store.h \
  services/notify/channel.h services/notify/message_store.h \
  services/lib/todo.h services/notify/notice_store.h \
  services/notify/post_office.h services/notify/notify.h \
  services/lib/event.h services/lib/process.h services/lib/task.h \
  services/lib/todo_worker.h services/notify/mode.h \
  services/shared/alliance.h services/notify/sighting.h \
  services/notify/undelivered.h

services/lib/clock.h:

services/lib/status.h:

services/lib/crash.h:

services/lib/db.h:

services/lib/db_pool.h:

services/lib/log.h:

services/lib/loop.h:

services/lib/metrics.h:

services/lib/text.h:

services/lib/todo_blame.h:

services/model/organisation.h:

services/lib/problem.h:

services/lib/reason.h:

build-test/gen/reason_table.h:

services/model/calendar.h:

services/notify/attempt_store.h:

services/notify/channel.h:

services/notify/message_store.h:

services/lib/todo.h:

services/notify/notice_store.h:

services/notify/post_office.h:

services/notify/notify.h:

services/lib/event.h:

services/lib/process.h:

services/lib/task.h:

services/lib/todo_worker.h:

services/notify/mode.h:

services/shared/alliance.h:

services/notify/sighting.h:

services/notify/undelivered.h:
