-- compute: totals of measures by institution and month, and the values that a duty judges.

-- counted_through: the last lane number whose effect is in the totals; moved in the transaction that moves them (law 3).
-- table: distributed
CREATE TABLE compute.lane (
    institution_id  bigint NOT NULL,
    kind            text   NOT NULL,
    alliance_id     bigint NOT NULL,
    counted_through bigint NOT NULL,
    CONSTRAINT lane_pkey PRIMARY KEY (institution_id, kind)
);

-- One definition of one measure. A change opens a new generation, fills it beside the serving one, and switches when every lane is in.
-- state: filling | serving | retired. Times are business time.
-- table: reference
CREATE TABLE compute.generation (
    generation_id bigint GENERATED ALWAYS AS IDENTITY,
    alliance_id   bigint NOT NULL,
    measure       text   NOT NULL,
    measure_hash  text   NOT NULL,
    kind          text   NOT NULL,
    state         text   NOT NULL,
    opened_us     bigint NOT NULL,
    served_us     bigint,
    CONSTRAINT generation_pkey PRIMARY KEY (generation_id),
    CONSTRAINT generation_state CHECK (state IN ('filling', 'serving', 'retired'))
);
CREATE UNIQUE INDEX generation_serving ON compute.generation (alliance_id, measure) WHERE state = 'serving';
CREATE UNIQUE INDEX generation_filling ON compute.generation (alliance_id, measure) WHERE state = 'filling';

-- A lane that is in this generation; from then on every event of the lane moves it too.
-- table: distributed
CREATE TABLE compute.generation_lane (
    institution_id bigint NOT NULL,
    kind           text   NOT NULL,
    generation_id  bigint NOT NULL,
    filled_through bigint NOT NULL,
    CONSTRAINT generation_lane_pkey PRIMARY KEY (institution_id, kind, generation_id)
);

-- row_count: records that met the measure's condition; total: their sum in the measure's scaled units.
-- table: distributed
CREATE TABLE compute.total (
    institution_id bigint         NOT NULL,
    generation_id  bigint         NOT NULL,
    month          bigint         NOT NULL,
    row_count      bigint         NOT NULL,
    total          numeric(38, 0) NOT NULL,
    CONSTRAINT total_pkey PRIMARY KEY (institution_id, generation_id, month)
);
-- Of a measure, all institutions: what a ratio of sums is made of.
CREATE INDEX total_of_generation ON compute.total (generation_id, month);

-- Is the expected file in? first_returned_us stays when a batch is withdrawn and sent again.
-- table: distributed
CREATE TABLE compute.return_standing (
    institution_id    bigint  NOT NULL,
    kind              text    NOT NULL,
    period            bigint  NOT NULL,
    alliance_id       bigint  NOT NULL,
    returned          boolean NOT NULL,
    batch_id          bigint,
    first_returned_us bigint  NOT NULL,
    returned_us       bigint  NOT NULL,
    CONSTRAINT return_standing_pkey PRIMARY KEY (institution_id, kind, period)
);

-- A value that a duty judges: the latest revision is what holds, the earlier ones are history (law 5).
-- institution_id: the subject of the cell. period: the month that the window ends in. units: the printed value times 10^decimals.
-- standing: complete | partial | not_reported | not_applicable; returned of expected institutions.
-- cause: what moved it since the revision before (model/value_cause.h). definition: hash of what it was computed by, indicator and members.
-- latest: the newest revision of its cell. It says nothing that the numbers do not; but a whole county's cells are read at once, and to sort
-- them by all their names costs more than all the rest.
-- table: distributed
CREATE TABLE compute.value (
    institution_id  bigint  NOT NULL,
    alliance_id     bigint  NOT NULL,
    indicator       text    NOT NULL,
    time_window     text    NOT NULL,
    scope           text    NOT NULL,
    period          bigint  NOT NULL,
    revision        bigint  NOT NULL,
    has_value       boolean NOT NULL,
    small           boolean NOT NULL,
    units           numeric(38, 0) NOT NULL,
    decimals        bigint  NOT NULL,
    numerator       numeric(38, 0) NOT NULL,
    numerator_scale bigint  NOT NULL,
    denominator     numeric(38, 0) NOT NULL,
    denominator_scale bigint NOT NULL,
    standing        text    NOT NULL,
    returned        bigint  NOT NULL,
    expected        bigint  NOT NULL,
    catalog_version bigint  NOT NULL,
    known_us        bigint  NOT NULL,
    cause           text    NOT NULL,
    definition      text    NOT NULL,
    latest          boolean NOT NULL,
    CONSTRAINT value_pkey PRIMARY KEY (institution_id, alliance_id, indicator, time_window, scope, period, revision),
    CONSTRAINT value_standing CHECK (standing IN ('complete', 'partial', 'not_reported', 'not_applicable'))
);

CREATE UNIQUE INDEX value_latest ON compute.value (institution_id, alliance_id, indicator, time_window, scope, period) WHERE latest;

-- One row an alliance. horizon: the newest month for which cells were looked at, so that a month that begins without any file has its cells too.
-- table: local
CREATE TABLE compute.alliance (
    alliance_id bigint NOT NULL,
    horizon     bigint NOT NULL,
    CONSTRAINT alliance_pkey PRIMARY KEY (alliance_id)
);

CREATE VIEW compute.v_value_revision AS
    SELECT institution_id, alliance_id, indicator, time_window, scope, period, revision, has_value, small, units, decimals, numerator,
           numerator_scale, denominator, denominator_scale, standing, returned, expected, catalog_version, known_us, cause, definition
    FROM compute.value;
CREATE VIEW compute.v_value AS
    SELECT institution_id, alliance_id, indicator, time_window, scope, period, revision, has_value, small, units, decimals, numerator,
           numerator_scale, denominator, denominator_scale, standing, returned, expected, catalog_version, known_us, cause, definition
    FROM compute.value WHERE latest;
CREATE VIEW compute.v_return AS
    SELECT institution_id, kind, period, alliance_id, returned, batch_id, first_returned_us, returned_us FROM compute.return_standing;
CREATE VIEW compute.v_total AS
    SELECT t.institution_id, g.alliance_id, g.measure, g.measure_hash, g.kind, t.month, t.row_count, t.total
    FROM compute.total t JOIN compute.generation g ON g.generation_id = t.generation_id
    WHERE g.state = 'serving';
CREATE VIEW compute.v_lane AS SELECT institution_id, kind, alliance_id, counted_through FROM compute.lane;

GRANT SELECT, INSERT, UPDATE, DELETE ON compute.lane, compute.generation, compute.generation_lane, compute.total, compute.return_standing,
    compute.value, compute.alliance TO duban_compute;
GRANT SELECT ON compute.v_value TO duban_compute;
GRANT SELECT ON compute.v_value, compute.v_value_revision, compute.v_return, compute.v_total, compute.v_lane TO duban_alert, duban_operator;
