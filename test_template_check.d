test_template_check.o: tests/unit/model/test_template_check.c \
  tests/support/cmocka_all.h services/model/catalog_check.h \
  services/lib/problem.h services/lib/reason.h services/lib/status.h \
  services/lib/text.h build-test/gen/reason_table.h \
  services/model/catalog.h services/model/calendar.h \
  services/model/plan.h services/lib/decimal.h services/lib/yaml.h \
  services/model/arena.h services/model/pace.h services/model/target.h \
  services/model/period.h services/lib/date.h services/model/scope.h \
  services/model/organisation.h services/model/rules.h \
  services/model/duty_state.h services/model/ladder.h \
  services/model/template.h services/model/fact.h services/model/kind.h \
  services/model/code_table.h services/model/field.h \
  services/model/unit.h services/model/template_check.h \
  tests/support/shipped.h

tests/support/cmocka_all.h:

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

services/model/kind.h:

services/model/code_table.h:

services/model/field.h:

services/model/unit.h:

services/model/template_check.h:

tests/support/shipped.h:
