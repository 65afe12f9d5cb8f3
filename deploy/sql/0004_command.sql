-- What every command socket leaves behind (services/shared/command.h): the same columns in each schema, since one piece of code writes them.
--
-- request: the answers that were given (law 2). Same request id, same answer, for ever; sha256, of the request, tells when one id is used
-- for two of them. compute has none: all its commands only read.
-- quarantine: messages that could not be read (law 10): hash, length and reason, never the payload. One row a content, however often it comes:
-- times, first_us, last_us (business time). The code keeps the newest thousand.

-- table: local
CREATE TABLE ingest.request (
    request_id  text   NOT NULL,
    sha256      text   NOT NULL,
    answer      bytea  NOT NULL,
    answered_us bigint NOT NULL,
    CONSTRAINT request_pkey PRIMARY KEY (request_id)
);
-- table: local
CREATE TABLE alert.request (
    request_id  text   NOT NULL,
    sha256      text   NOT NULL,
    answer      bytea  NOT NULL,
    answered_us bigint NOT NULL,
    CONSTRAINT request_pkey PRIMARY KEY (request_id)
);
-- table: local
CREATE TABLE notify.request (
    request_id  text   NOT NULL,
    sha256      text   NOT NULL,
    answer      bytea  NOT NULL,
    answered_us bigint NOT NULL,
    CONSTRAINT request_pkey PRIMARY KEY (request_id)
);

-- reason: what of it could not be read. size: longer than the service takes; protobuf: not a message; version, request_id, command: missing or
-- not ours; text: characters that are none.
-- table: local
CREATE TABLE ingest.quarantine (
    quarantine_id bigint GENERATED ALWAYS AS IDENTITY,
    sha256        text   NOT NULL,
    byte_count    bigint NOT NULL,
    reason        text   NOT NULL,
    times         bigint NOT NULL,
    first_us      bigint NOT NULL,
    last_us       bigint NOT NULL,
    CONSTRAINT quarantine_pkey PRIMARY KEY (quarantine_id),
    CONSTRAINT quarantine_once UNIQUE (sha256),
    CONSTRAINT quarantine_reason CHECK (reason IN ('size', 'protobuf', 'version', 'request_id', 'command', 'text'))
);
-- table: local
CREATE TABLE compute.quarantine (
    quarantine_id bigint GENERATED ALWAYS AS IDENTITY,
    sha256        text   NOT NULL,
    byte_count    bigint NOT NULL,
    reason        text   NOT NULL,
    times         bigint NOT NULL,
    first_us      bigint NOT NULL,
    last_us       bigint NOT NULL,
    CONSTRAINT quarantine_pkey PRIMARY KEY (quarantine_id),
    CONSTRAINT quarantine_once UNIQUE (sha256),
    CONSTRAINT quarantine_reason CHECK (reason IN ('size', 'protobuf', 'version', 'request_id', 'command', 'text'))
);
-- table: local
CREATE TABLE alert.quarantine (
    quarantine_id bigint GENERATED ALWAYS AS IDENTITY,
    sha256        text   NOT NULL,
    byte_count    bigint NOT NULL,
    reason        text   NOT NULL,
    times         bigint NOT NULL,
    first_us      bigint NOT NULL,
    last_us       bigint NOT NULL,
    CONSTRAINT quarantine_pkey PRIMARY KEY (quarantine_id),
    CONSTRAINT quarantine_once UNIQUE (sha256),
    CONSTRAINT quarantine_reason CHECK (reason IN ('size', 'protobuf', 'version', 'request_id', 'command', 'text'))
);
-- table: local
CREATE TABLE notify.quarantine (
    quarantine_id bigint GENERATED ALWAYS AS IDENTITY,
    sha256        text   NOT NULL,
    byte_count    bigint NOT NULL,
    reason        text   NOT NULL,
    times         bigint NOT NULL,
    first_us      bigint NOT NULL,
    last_us       bigint NOT NULL,
    CONSTRAINT quarantine_pkey PRIMARY KEY (quarantine_id),
    CONSTRAINT quarantine_once UNIQUE (sha256),
    CONSTRAINT quarantine_reason CHECK (reason IN ('size', 'protobuf', 'version', 'request_id', 'command', 'text'))
);

GRANT SELECT, INSERT, UPDATE, DELETE ON ingest.request, ingest.quarantine TO duban_ingest;
GRANT SELECT, INSERT, UPDATE, DELETE ON compute.quarantine TO duban_compute;
GRANT SELECT, INSERT, UPDATE, DELETE ON alert.request, alert.quarantine TO duban_alert;
GRANT SELECT, INSERT, UPDATE, DELETE ON notify.request, notify.quarantine TO duban_notify;
