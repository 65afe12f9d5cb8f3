shipped.o: tests/support/shipped.c tests/support/shipped.h \
  services/model/catalog.h services/lib/problem.h services/lib/reason.h \
  services/lib/status.h services/lib/text.h \
  build-test/gen/reason_table.h services/model/calendar.h \
  services/model/plan.h services/lib/decimal.h services/lib/yaml.h \
  services/model/arena.h services/model/pace.h services/model/target.h \
  services/model/period.h services/lib/date.h services/model/scope.h \
  services/model/organisation.h services/model/rules.h \
  services/model/duty_state.h services/model/ladder.h \
  services/model/template.h services/model/fact.h \
  services/shared/catalog_dir.h tests/support/cmocka_all.h \
  tests/support/duty_fixture.h

tests/support/shipped.h:

services/model/catalog.h:

services/lib/problem.h:

services/lib/reason.h:

services/lib/status.h:

services/lib/text.h:

build-test/gen/reason_table.h:

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

services/shared/catalog_dir.h:

tests/support/cmocka_all.h:

tests/support/duty_fixture.h:
