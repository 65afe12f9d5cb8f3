compose_step.o: services/notify/compose_step.c services/lib/clock.h \
  services/lib/status.h services/lib/config.h services/lib/problem.h \
  services/lib/reason.h services/lib/text.h \
  build-test/gen/reason_table.h services/lib/crash.h services/lib/date.h \
  services/lib/db.h services/lib/db_pool.h services/lib/log.h \
  services/lib/loop.h services/lib/todo_blame.h services/lib/todo_keys.h \
  services/lib/todo.h services/model/catalog.h services/model/calendar.h \
  services/model/plan.h services/lib/decimal.h services/lib/yaml.h \
  services/model/arena.h services/model/pace.h services/model/target.h \
  services/model/period.h services/model/scope.h \
  services/model/organisation.h services/model/rules.h \
  services/model/duty_state.h services/model/ladder.h \
  services/model/template.h services/model/fact.h \
  services/notify/gather.h services/notify/message_store.h \
  services/notify/notice_store.h services/notify/window.h \
  services/shared/alliance.h services/notify/mime.h \
  services/notify/notify.h services/lib/event.h services/lib/process.h \
  services/lib/task.h services/lib/todo_worker.h \
  services/notify/channel.h services/notify/mode.h \
  services/notify/patience.h services/notify/render.h \
  services/notify/undelivered.h

services/lib/clock.h:

services/lib/status.h:

services/lib/config.h:

services/lib/problem.h:

services/lib/reason.h:

services/lib/text.h:

build-test/gen/reason_table.h:

services/lib/crash.h:

services/lib/date.h:

services/lib/db.h:

services/lib/db_pool.h:

services/lib/log.h:

services/lib/loop.h:

services/lib/todo_blame.h:

services/lib/todo_keys.h:

services/lib/todo.h:

services/model/catalog.h:

services/model/calendar.h:

services/model/plan.h:

services/lib/decimal.h:

services/lib/yaml.h:

services/model/arena.h:

services/model/pace.h:

services/model/target.h:

services/model/period.h:

services/model/scope.h:

services/model/organisation.h:

services/model/rules.h:

services/model/duty_state.h:

services/model/ladder.h:

services/model/template.h:

services/model/fact.h:

services/notify/gather.h:

services/notify/message_store.h:

services/notify/notice_store.h:

services/notify/window.h:

services/shared/alliance.h:

services/notify/mime.h:

services/notify/notify.h:

services/lib/event.h:

services/lib/process.h:

services/lib/task.h:

services/lib/todo_worker.h:

services/notify/channel.h:

services/notify/mode.h:

services/notify/patience.h:

services/notify/render.h:

services/notify/undelivered.h:
