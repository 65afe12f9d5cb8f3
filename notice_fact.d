notice_fact.o: services/model/notice_fact.c services/model/notice_fact.h \
  services/lib/status.h services/model/duty_state.h \
  services/lib/decimal.h services/lib/text.h services/lib/reason.h \
  build-test/gen/reason_table.h services/model/organisation.h \
  services/lib/problem.h services/model/calendar.h services/model/plan.h \
  services/lib/yaml.h services/model/arena.h services/model/pace.h \
  services/model/target.h services/model/period.h services/lib/date.h \
  services/model/scope.h services/model/episode.h services/model/fact.h \
  services/model/rules.h services/model/ladder.h \
  services/model/catalog.h services/model/template.h \
  services/model/indicator.h services/model/kind.h \
  services/model/code_table.h services/model/field.h \
  services/model/unit.h services/model/measure.h services/model/expr.h \
  services/model/notice_words.h

services/model/notice_fact.h:

services/lib/status.h:

services/model/duty_state.h:

services/lib/decimal.h:

services/lib/text.h:

services/lib/reason.h:

build-test/gen/reason_table.h:

services/model/organisation.h:

services/lib/problem.h:

services/model/calendar.h:

services/model/plan.h:

services/lib/yaml.h:

services/model/arena.h:

services/model/pace.h:

services/model/target.h:

services/model/period.h:

services/lib/date.h:

services/model/scope.h:

services/model/episode.h:

services/model/fact.h:

services/model/rules.h:

services/model/ladder.h:

services/model/catalog.h:

services/model/template.h:

services/model/indicator.h:

services/model/kind.h:

services/model/code_table.h:

services/model/field.h:

services/model/unit.h:

services/model/measure.h:

services/model/expr.h:

services/model/notice_words.h:
