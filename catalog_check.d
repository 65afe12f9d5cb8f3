catalog_check.o: services/model/catalog_check.c \
  services/model/catalog_check.h services/lib/problem.h \
  services/lib/reason.h services/lib/status.h services/lib/text.h \
  build-test/gen/reason_table.h services/model/catalog.h \
  services/model/calendar.h services/model/plan.h services/lib/decimal.h \
  services/lib/yaml.h services/model/arena.h services/model/pace.h \
  services/model/target.h services/model/period.h services/lib/date.h \
  services/model/scope.h services/model/organisation.h \
  services/model/rules.h services/model/duty_state.h \
  services/model/ladder.h services/model/template.h \
  services/model/fact.h services/lib/utf8.h services/model/indicator.h \
  services/model/kind.h services/model/code_table.h \
  services/model/field.h services/model/unit.h services/model/measure.h \
  services/model/expr.h services/model/template_check.h

services/model/catalog_check.h:

services/lib/problem.h:

services/lib/reason.h:

services/lib/status.h:

services/lib/text.h:

build-test/gen/reason_table.h:

services/model/catalog.h:

services/model/calendar.h:

services/model/plan.h:

services/lib/decimal.h:

services/lib/yaml.h:

services/model/arena.h:

services/model/pace.h:

services/model/target.h:

services/model/period.h:

services/lib/date.h:

services/model/scope.h:

services/model/organisation.h:

services/model/rules.h:

services/model/duty_state.h:

services/model/ladder.h:

services/model/template.h:

services/model/fact.h:

services/lib/utf8.h:

services/model/indicator.h:

services/model/kind.h:

services/model/code_table.h:

services/model/field.h:

services/model/unit.h:

services/model/measure.h:

services/model/expr.h:

services/model/template_check.h:
