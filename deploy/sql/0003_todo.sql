-- Law 1: each consumer owns a todo table; a producer may INSERT into it and nothing else there. Work rows are plain inserts;
-- a claimer locks with SKIP LOCKED and deletes only the ids that it saw. No foreign keys: these tables stay local.
--
-- v_work is the work that somebody will do: a key with a parked row is touched by nobody, its other rows included. Whoever claims,
-- counts or waits for work reads it there (UPDATE: a claim locks the rows through the view). Not correlated on purpose: the table
-- grows and empties faster than its statistics follow, and what is parked is one short list, hashed once.

-- table: local
CREATE TABLE ingest.todo (
    id             bigint   GENERATED ALWAYS AS IDENTITY,
    kind           text     NOT NULL,
    alliance_id    bigint   NOT NULL,
    institution_id bigint   NOT NULL DEFAULT 0,
    key            text     NOT NULL DEFAULT '',
    cause          bigint[] NOT NULL DEFAULT '{}',
    business_us    bigint   NOT NULL,
    attempts       bigint   NOT NULL DEFAULT 0,
    parked_reason  text,
    CONSTRAINT todo_pkey PRIMARY KEY (id)
);
CREATE INDEX todo_by_key ON ingest.todo (kind, institution_id, key, id);
-- What is parked is looked for whenever a lane moves on, and is rare.
CREATE INDEX todo_parked ON ingest.todo (kind, institution_id, key, id) WHERE parked_reason IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON ingest.todo TO duban_ingest;
GRANT INSERT ON ingest.todo TO duban_catalog;
GRANT INSERT, SELECT, UPDATE (attempts, parked_reason) ON ingest.todo TO duban_operator;
CREATE VIEW ingest.v_work AS
    SELECT t.id, t.kind, t.alliance_id, t.institution_id, t.key, t.cause, t.business_us, t.attempts
    FROM ingest.todo t
    WHERE (t.kind, t.institution_id, t.key, t.alliance_id) NOT IN
        (SELECT p.kind, p.institution_id, p.key, p.alliance_id FROM ingest.todo p WHERE p.parked_reason IS NOT NULL);
GRANT SELECT, UPDATE ON ingest.v_work TO duban_ingest;
GRANT SELECT ON ingest.v_work TO duban_operator;

-- table: local
CREATE TABLE compute.todo (
    id             bigint   GENERATED ALWAYS AS IDENTITY,
    kind           text     NOT NULL,
    alliance_id    bigint   NOT NULL,
    institution_id bigint   NOT NULL DEFAULT 0,
    key            text     NOT NULL DEFAULT '',
    cause          bigint[] NOT NULL DEFAULT '{}',
    business_us    bigint   NOT NULL,
    attempts       bigint   NOT NULL DEFAULT 0,
    parked_reason  text,
    CONSTRAINT todo_pkey PRIMARY KEY (id)
);
CREATE INDEX todo_by_key ON compute.todo (kind, institution_id, key, id);
-- What is parked is looked for whenever a lane moves on, and is rare.
CREATE INDEX todo_parked ON compute.todo (kind, institution_id, key, id) WHERE parked_reason IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON compute.todo TO duban_compute;
GRANT INSERT ON compute.todo TO duban_ingest, duban_alert, duban_catalog;
GRANT INSERT, SELECT, UPDATE (attempts, parked_reason) ON compute.todo TO duban_operator;
CREATE VIEW compute.v_work AS
    SELECT t.id, t.kind, t.alliance_id, t.institution_id, t.key, t.cause, t.business_us, t.attempts
    FROM compute.todo t
    WHERE (t.kind, t.institution_id, t.key, t.alliance_id) NOT IN
        (SELECT p.kind, p.institution_id, p.key, p.alliance_id FROM compute.todo p WHERE p.parked_reason IS NOT NULL);
GRANT SELECT, UPDATE ON compute.v_work TO duban_compute;
GRANT SELECT ON compute.v_work TO duban_operator;

-- table: local
CREATE TABLE alert.todo (
    id             bigint   GENERATED ALWAYS AS IDENTITY,
    kind           text     NOT NULL,
    alliance_id    bigint   NOT NULL,
    institution_id bigint   NOT NULL DEFAULT 0,
    key            text     NOT NULL DEFAULT '',
    cause          bigint[] NOT NULL DEFAULT '{}',
    business_us    bigint   NOT NULL,
    attempts       bigint   NOT NULL DEFAULT 0,
    parked_reason  text,
    CONSTRAINT todo_pkey PRIMARY KEY (id)
);
CREATE INDEX todo_by_key ON alert.todo (kind, institution_id, key, id);
-- What is parked is looked for whenever a lane moves on, and is rare.
CREATE INDEX todo_parked ON alert.todo (kind, institution_id, key, id) WHERE parked_reason IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON alert.todo TO duban_alert;
GRANT INSERT ON alert.todo TO duban_compute, duban_notify, duban_catalog;
GRANT INSERT, SELECT, UPDATE (attempts, parked_reason) ON alert.todo TO duban_operator;
CREATE VIEW alert.v_work AS
    SELECT t.id, t.kind, t.alliance_id, t.institution_id, t.key, t.cause, t.business_us, t.attempts
    FROM alert.todo t
    WHERE (t.kind, t.institution_id, t.key, t.alliance_id) NOT IN
        (SELECT p.kind, p.institution_id, p.key, p.alliance_id FROM alert.todo p WHERE p.parked_reason IS NOT NULL);
GRANT SELECT, UPDATE ON alert.v_work TO duban_alert;
GRANT SELECT ON alert.v_work TO duban_operator;

-- table: local
CREATE TABLE notify.todo (
    id             bigint   GENERATED ALWAYS AS IDENTITY,
    kind           text     NOT NULL,
    alliance_id    bigint   NOT NULL,
    institution_id bigint   NOT NULL DEFAULT 0,
    key            text     NOT NULL DEFAULT '',
    cause          bigint[] NOT NULL DEFAULT '{}',
    business_us    bigint   NOT NULL,
    attempts       bigint   NOT NULL DEFAULT 0,
    parked_reason  text,
    CONSTRAINT todo_pkey PRIMARY KEY (id)
);
CREATE INDEX todo_by_key ON notify.todo (kind, institution_id, key, id);
-- What is parked is looked for whenever a lane moves on, and is rare.
CREATE INDEX todo_parked ON notify.todo (kind, institution_id, key, id) WHERE parked_reason IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON notify.todo TO duban_notify;
-- Who parks a key has it told to the desk.
GRANT INSERT ON notify.todo TO duban_ingest, duban_compute, duban_alert, duban_catalog;
GRANT INSERT, SELECT, UPDATE (attempts, parked_reason) ON notify.todo TO duban_operator;
CREATE VIEW notify.v_work AS
    SELECT t.id, t.kind, t.alliance_id, t.institution_id, t.key, t.cause, t.business_us, t.attempts
    FROM notify.todo t
    WHERE (t.kind, t.institution_id, t.key, t.alliance_id) NOT IN
        (SELECT p.kind, p.institution_id, p.key, p.alliance_id FROM notify.todo p WHERE p.parked_reason IS NOT NULL);
GRANT SELECT, UPDATE ON notify.v_work TO duban_notify;
GRANT SELECT ON notify.v_work TO duban_operator;
