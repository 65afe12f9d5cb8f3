-- The catalog is stored as the very files that were checked; every service parses them with the same code, pinned by version.
-- table: reference
CREATE TABLE catalog.alliance (
    alliance_id bigint GENERATED ALWAYS AS IDENTITY,
    code        text NOT NULL,
    name        text NOT NULL,
    CONSTRAINT alliance_pkey PRIMARY KEY (alliance_id),
    CONSTRAINT alliance_code_key UNIQUE (code)
);

-- applied_us is business time; applied_by and reason are what the operator gave; sha256 is of all files in path order.
-- table: local
CREATE TABLE catalog.version (
    alliance_id bigint NOT NULL,
    version     bigint NOT NULL,
    applied_us  bigint NOT NULL,
    applied_by  text   NOT NULL,
    reason      text   NOT NULL,
    sha256      text   NOT NULL,
    CONSTRAINT version_pkey PRIMARY KEY (alliance_id, version)
);

-- table: local
CREATE TABLE catalog.file (
    alliance_id bigint NOT NULL,
    version     bigint NOT NULL,
    path        text   NOT NULL,
    content     text   NOT NULL,
    CONSTRAINT file_pkey PRIMARY KEY (alliance_id, version, path)
);

GRANT SELECT ON catalog.alliance, catalog.version, catalog.file
    TO duban_ingest, duban_compute, duban_alert, duban_notify, duban_operator;
GRANT SELECT, INSERT ON catalog.alliance, catalog.version, catalog.file TO duban_catalog;

-- Business time = anchor_us + (wall - wall_anchor_us) * rate_num / rate_den, never below floor_us (monotone over restarts).
-- placed: somebody set the clock on purpose; every subject and page is then stamped.
-- table: local
CREATE TABLE clock.business (
    id             bigint  NOT NULL,
    anchor_us      bigint  NOT NULL,
    wall_anchor_us bigint  NOT NULL,
    rate_num       bigint  NOT NULL,
    rate_den       bigint  NOT NULL,
    floor_us       bigint  NOT NULL,
    placed         boolean NOT NULL,
    CONSTRAINT business_pkey PRIMARY KEY (id),
    CONSTRAINT business_one_row CHECK (id = 1),
    CONSTRAINT business_rate CHECK (rate_num >= 0 AND rate_den > 0)
);
INSERT INTO clock.business (id, anchor_us, wall_anchor_us, rate_num, rate_den, floor_us, placed)
VALUES (1, 0, 0, 1, 1, 0, false);

-- The one thing that a service may do to the clock: keep it from running backwards.
CREATE FUNCTION clock.raise_floor(seen_us bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
AS $$ UPDATE clock.business SET floor_us = seen_us WHERE id = 1 AND floor_us < seen_us $$;
REVOKE ALL ON FUNCTION clock.raise_floor(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clock.raise_floor(bigint)
    TO duban_ingest, duban_compute, duban_alert, duban_notify, duban_catalog, duban_operator;

-- A living process raises its counter: that its pid stands here says that it is up and writes. Health checks read the status file.
-- table: local
CREATE TABLE clock.heartbeat (
    service  text   NOT NULL,
    instance text   NOT NULL,
    pid      bigint NOT NULL,
    counter  bigint NOT NULL,
    CONSTRAINT heartbeat_pkey PRIMARY KEY (service, instance)
);

GRANT SELECT ON clock.business TO duban_ingest, duban_compute, duban_alert, duban_notify, duban_catalog, duban_operator;
GRANT UPDATE ON clock.business TO duban_operator;
GRANT SELECT, INSERT, UPDATE ON clock.heartbeat TO duban_ingest, duban_compute, duban_alert, duban_notify;
