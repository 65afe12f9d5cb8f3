-- ingest: what hospitals sent, as batches in lanes. No person is in here: person columns are dropped at the door, record keys are keyed hashes.

-- The unit of order (law 3). last_number is drawn under this row's lock by every event of the lane.
-- table: distributed
CREATE TABLE ingest.lane (
    institution_id bigint NOT NULL,
    kind           text   NOT NULL,
    alliance_id    bigint NOT NULL,
    last_number    bigint NOT NULL,
    CONSTRAINT lane_pkey PRIMARY KEY (institution_id, kind)
);

-- state: open (being uploaded, shown by no view) | held (waits for accept or reject) | committed | rejected | withdrawn | abandoned.
-- period: year * 12 + month - 1 for snapshots, NULL for upserts. lane_number: drawn at commit;
-- withdrawn_number: by its withdrawal: what was current when the lane stood at n is read from these two.
-- file_name: only when it has the kind's published form; else `keyed:` and the beginning of its keyed hash, for it may hold a person's name. rows_*: counts of data records, header excluded.
-- gone/added/changed: by record key, against batch compared_with (0: there was none), which was current then.
-- key_version: of the key under which record numbers and file names were hashed; what another version made is not compared row by row.
-- holder: who is uploading (instance/run); beat: raised by him while he lives, so that others see when he does not.
-- table: distributed
CREATE TABLE ingest.batch (
    institution_id  bigint NOT NULL,
    batch_id        bigint GENERATED ALWAYS AS IDENTITY,
    alliance_id     bigint NOT NULL,
    kind            text   NOT NULL,
    period          bigint,
    state           text   NOT NULL,
    lane_number     bigint,
    withdrawn_number bigint,
    source_rank     bigint NOT NULL,
    parse_version   bigint NOT NULL,
    request_id      text   NOT NULL,
    file_name       text   NOT NULL,
    content_sha256  text   NOT NULL,
    byte_count      bigint NOT NULL,
    rows_read       bigint NOT NULL,
    rows_good       bigint NOT NULL,
    rows_rejected   bigint NOT NULL,
    rows_duplicate  bigint NOT NULL,
    rows_warned     bigint NOT NULL,
    rows_gone       bigint NOT NULL,
    rows_added      bigint NOT NULL,
    rows_changed    bigint NOT NULL,
    compared_with   bigint NOT NULL,
    catalog_version bigint NOT NULL,
    key_version     bigint NOT NULL,
    opened_us       bigint NOT NULL,
    committed_us    bigint,
    submitted_by    text   NOT NULL,
    hold_reason     text   NOT NULL,
    closed_by       text   NOT NULL,
    closed_reason   text   NOT NULL,
    holder          text   NOT NULL,
    beat            bigint NOT NULL,
    CONSTRAINT batch_pkey PRIMARY KEY (institution_id, batch_id),
    CONSTRAINT batch_withdrawn CHECK ((state = 'withdrawn') = (withdrawn_number IS NOT NULL)),
    CONSTRAINT batch_state CHECK (state IN ('open', 'held', 'committed', 'rejected', 'withdrawn', 'abandoned'))
);
CREATE INDEX batch_by_period ON ingest.batch (institution_id, kind, period, lane_number);
CREATE INDEX batch_open ON ingest.batch (institution_id, batch_id) WHERE state = 'open';

-- The lane's history, in the order in which compute applies it. event: batch | withdraw | replay | definition.
-- table: distributed
CREATE TABLE ingest.lane_event (
    institution_id bigint NOT NULL,
    kind           text   NOT NULL,
    lane_number    bigint NOT NULL,
    event          text   NOT NULL,
    batch_id       bigint NOT NULL,
    committed_us   bigint NOT NULL,
    CONSTRAINT lane_event_pkey PRIMARY KEY (institution_id, kind, lane_number),
    CONSTRAINT lane_event_event CHECK (event IN ('batch', 'withdraw', 'replay', 'definition'))
);

-- What a snapshot batch adds up to, by content-addressed measure definition, made in the parsing pass.
-- table: distributed
CREATE TABLE ingest.batch_sum (
    institution_id bigint         NOT NULL,
    batch_id       bigint         NOT NULL,
    measure_hash   text           NOT NULL,
    row_count      bigint         NOT NULL,
    total          numeric(38, 0) NOT NULL,
    CONSTRAINT batch_sum_pkey PRIMARY KEY (institution_id, batch_id, measure_hash)
);

-- One finding in a file. shape: the value only if it is safe (law 10), else its class and length.
-- table: distributed
CREATE TABLE ingest.reject (
    institution_id bigint NOT NULL,
    batch_id       bigint NOT NULL,
    number         bigint NOT NULL,
    line           bigint NOT NULL,
    column_code    text   NOT NULL,
    reason         text   NOT NULL,
    severity       text   NOT NULL,
    shape          text   NOT NULL,
    CONSTRAINT reject_pkey PRIMARY KEY (institution_id, batch_id, number),
    CONSTRAINT reject_severity CHECK (severity IN ('reject', 'warn'))
);

-- Published. A withdrawn batch stays visible: history is not rewritten.
CREATE VIEW ingest.v_batch AS
    SELECT institution_id, batch_id, alliance_id, kind, period, state, lane_number, withdrawn_number, source_rank, parse_version, file_name, content_sha256,
           byte_count, rows_read, rows_good, rows_rejected, rows_duplicate, rows_warned, rows_gone, rows_added, rows_changed,
           catalog_version, key_version, opened_us, committed_us, submitted_by, hold_reason, closed_by, closed_reason
    FROM ingest.batch WHERE state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_lane AS SELECT institution_id, kind, alliance_id, last_number FROM ingest.lane;
CREATE VIEW ingest.v_lane_event AS SELECT institution_id, kind, lane_number, event, batch_id, committed_us FROM ingest.lane_event;
CREATE VIEW ingest.v_batch_sum AS
    SELECT s.institution_id, s.batch_id, s.measure_hash, s.row_count, s.total
    FROM ingest.batch_sum s JOIN ingest.batch b ON b.institution_id = s.institution_id AND b.batch_id = s.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_reject AS
    SELECT r.institution_id, r.batch_id, r.number, r.line, r.column_code, r.reason, r.severity, r.shape
    FROM ingest.reject AS r JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('held', 'committed', 'rejected', 'withdrawn');

GRANT SELECT, INSERT, UPDATE, DELETE ON ingest.lane, ingest.batch, ingest.lane_event, ingest.batch_sum, ingest.reject TO duban_ingest;
GRANT SELECT ON ingest.v_batch, ingest.v_lane, ingest.v_lane_event, ingest.v_batch_sum, ingest.v_reject
    TO duban_compute, duban_alert, duban_operator;
GRANT USAGE ON SCHEMA ingest TO duban_alert;
