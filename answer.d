answer.o: services/notify/answer.c services/notify/answer.h \
  services/lib/reason.h services/lib/status.h services/lib/text.h \
  build-test/gen/reason_table.h services/model/arena.h \
  build-test/gen/notify.pb-c.h services/notify/notify.h \
  services/lib/event.h services/lib/process.h services/lib/task.h \
  services/lib/todo_worker.h services/lib/todo.h \
  services/notify/channel.h services/notify/mode.h \
  services/shared/alliance.h services/shared/command.h \
  services/lib/hash.h services/shared/request_store.h \
  services/lib/date.h services/lib/db.h services/lib/log.h \
  services/model/catalog.h services/lib/problem.h \
  services/model/calendar.h services/model/plan.h services/lib/decimal.h \
  services/lib/yaml.h services/model/pace.h services/model/target.h \
  services/model/period.h services/model/scope.h \
  services/model/organisation.h services/model/rules.h \
  services/model/duty_state.h services/model/ladder.h \
  services/model/template.h services/model/fact.h \
  services/notify/ledger_store.h services/shared/list_max.h \
  services/notify/letterbox_store.h services/notify/message_store.h \
  services/notify/notice_store.h services/notify/render.h

services/notify/answer.h:

services/lib/reason.h:

services/lib/status.h:

services/lib/text.h:

build-test/gen/reason_table.h:

services/model/arena.h:

build-test/gen/notify.pb-c.h:

services/notify/notify.h:

services/lib/event.h:

services/lib/process.h:

services/lib/task.h:

services/lib/todo_worker.h:

services/lib/todo.h:

services/notify/channel.h:

services/notify/mode.h:

services/shared/alliance.h:

services/shared/command.h:

services/lib/hash.h:

services/shared/request_store.h:

services/lib/date.h:

services/lib/db.h:

services/lib/log.h:

services/model/catalog.h:

services/lib/problem.h:

services/model/calendar.h:

services/model/plan.h:

services/lib/decimal.h:

services/lib/yaml.h:

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

services/notify/ledger_store.h:

services/shared/list_max.h:

services/notify/letterbox_store.h:

services/notify/message_store.h:

services/notify/notice_store.h:

services/notify/render.h:
