-- alert: who exists and who does what, duties at institutions, their states, episodes of trouble, and what is to be said to whom.
-- Everything *_us is business time in microseconds since 1970-01-01 UTC; a period is year * 12 + month - 1.

-- Stable ids for codes; everything else about an institution stands in the imported files, by version.
-- table: reference
CREATE TABLE alert.institution (
    institution_id bigint GENERATED ALWAYS AS IDENTITY,
    alliance_id    bigint NOT NULL,
    code           text   NOT NULL,
    CONSTRAINT institution_pkey PRIMARY KEY (institution_id),
    CONSTRAINT institution_code_key UNIQUE (alliance_id, code)
);

-- Organisation and assignment as they were imported: edited with date, author and reason, never in place (law 5).
-- table: local
CREATE TABLE alert.organisation_version (
    alliance_id bigint NOT NULL,
    version     bigint NOT NULL,
    imported_us bigint NOT NULL,
    imported_by text   NOT NULL,
    reason      text   NOT NULL,
    sha256      text   NOT NULL,
    CONSTRAINT organisation_version_pkey PRIMARY KEY (alliance_id, version)
);

-- content: what everybody parses; institution.tsv carries the ids in a last column. original: the bytes that were imported.
-- table: local
CREATE TABLE alert.organisation_file (
    alliance_id bigint NOT NULL,
    version     bigint NOT NULL,
    path        text   NOT NULL,
    content     text   NOT NULL,
    original    text   NOT NULL,
    CONSTRAINT organisation_file_pkey PRIMARY KEY (alliance_id, version, path)
);

-- What the subjects of an alliance were made from last: a newer catalog or organisation makes them anew, and so does a new month.
-- first_us: when both were there for the first time; returns whose cut-off was before are nobody's reminder.
-- table: local
CREATE TABLE alert.applied (
    alliance_id          bigint NOT NULL,
    catalog_version      bigint NOT NULL,
    organisation_version bigint NOT NULL,
    first_us             bigint NOT NULL,
    month                bigint NOT NULL,
    CONSTRAINT applied_pkey PRIMARY KEY (alliance_id)
);

-- Years without a calendar into which a time limit or a working day of the alliance falls: told to the operator once, gone when a catalog
-- brings the year or nothing falls into it any more.
-- table: local
CREATE TABLE alert.calendar_gap (
    alliance_id bigint NOT NULL,
    year        bigint NOT NULL,
    told_us     bigint NOT NULL,
    CONSTRAINT calendar_gap_pkey PRIMARY KEY (alliance_id, year)
);

-- By which version of the catalog a line is judged from when on (目标, 时限, 序时, 范围): a row where that changed, so that a period
-- that is over stays judged as it was (law 5). rules: hash of what decides; '' where the line left the plan.
-- table: local
CREATE TABLE alert.rule_history (
    alliance_id     bigint NOT NULL,
    duty            text   NOT NULL,
    catalog_version bigint NOT NULL,
    from_us         bigint NOT NULL,
    rules           text   NOT NULL,
    CONSTRAINT rule_history_pkey PRIMARY KEY (alliance_id, duty, catalog_version)
);

-- The first judgement of lines is told to nobody but the desk, in one summary at due_us (law 13). number: its name in the notice key.
-- table: local
CREATE TABLE alert.baseline (
    alliance_id bigint  NOT NULL,
    baseline_us bigint  NOT NULL,
    number      bigint  NOT NULL,
    due_us      bigint  NOT NULL,
    told        boolean NOT NULL,
    CONSTRAINT baseline_pkey PRIMARY KEY (alliance_id, baseline_us),
    CONSTRAINT baseline_number UNIQUE (alliance_id, number)
);

-- A duty at an institution (or at the node under which it is reached together); a return is the duty `return:<kind>:<yyyy-MM>`.
-- cell: the value that it is judged on, without the period; '' if it is not a number. kind, period: of a return, else '' and NULL.
-- Until it was judged (revision 0) state is ''. next_us: when a judgement could change with no new fact; NULL: never.
-- judged_version: the catalog in force at the last judgement. facts: the last judgement in words, for lists. retired: the duty left the catalog, the institution its scope, or
-- nobody owes the return any more.
-- table: distributed
CREATE TABLE alert.subject (
    institution_id       bigint  NOT NULL,
    duty                 text    NOT NULL,
    alliance_id          bigint  NOT NULL,
    duty_type            text    NOT NULL,
    cell                 text    NOT NULL,
    kind                 text    NOT NULL,
    period               bigint,
    baseline_us          bigint  NOT NULL,
    state                text    NOT NULL DEFAULT '',
    light                text    NOT NULL DEFAULT '',
    reason               text    NOT NULL DEFAULT '',
    judged_period        bigint,
    facts                jsonb   NOT NULL DEFAULT '{}',
    value_revisions      text    NOT NULL DEFAULT '',
    judged_us            bigint,
    next_us              bigint,
    revision             bigint  NOT NULL DEFAULT 0,
    judged_version       bigint  NOT NULL DEFAULT 0,
    catalog_version      bigint  NOT NULL,
    organisation_version bigint  NOT NULL,
    retired              boolean NOT NULL DEFAULT false,
    CONSTRAINT subject_pkey PRIMARY KEY (institution_id, duty)
);
CREATE INDEX subject_by_next ON alert.subject (next_us) WHERE next_us IS NOT NULL;
CREATE INDEX subject_by_cell ON alert.subject (institution_id, cell);
CREATE INDEX subject_by_alliance ON alert.subject (alliance_id, duty);

-- table: distributed
CREATE TABLE alert.state_history (
    institution_id  bigint NOT NULL,
    duty            text   NOT NULL,
    revision        bigint NOT NULL,
    state           text   NOT NULL,
    light           text   NOT NULL,
    reason          text   NOT NULL,
    judged_period   bigint,
    facts           jsonb  NOT NULL,
    value_revisions text   NOT NULL,
    judged_us       bigint NOT NULL,
    catalog_version bigint NOT NULL,
    CONSTRAINT state_history_pkey PRIMARY KEY (institution_id, duty, revision),
    CONSTRAINT state_history_subject FOREIGN KEY (institution_id, duty) REFERENCES alert.subject (institution_id, duty)
);

-- One run of trouble (or of reminders) of a duty. ladder: before_due, behind, overdue, return. number counts the runs of a period.
-- t0_us: where the ladder begins; due: the date that it counts from. corrects: the printed value before a correction that made it
-- worse. told_*: what the readers of its first notice were shown (units at the indicator's decimals, as printed, the state).
-- table: distributed
CREATE TABLE alert.episode (
    institution_id bigint  NOT NULL,
    episode_id     bigint  GENERATED ALWAYS AS IDENTITY,
    alliance_id    bigint  NOT NULL,
    duty           text    NOT NULL,
    ladder         text    NOT NULL,
    period         bigint  NOT NULL,
    number         bigint  NOT NULL,
    state          text    NOT NULL,
    baseline       boolean NOT NULL,
    corrects       text    NOT NULL DEFAULT '',
    opened_us      bigint  NOT NULL,
    t0_us          bigint  NOT NULL,
    due            date,
    closed_us      bigint,
    close_event    text    NOT NULL DEFAULT '',
    told_units     numeric(38, 0),
    told_value     text    NOT NULL DEFAULT '',
    told_state     text    NOT NULL DEFAULT '',
    CONSTRAINT episode_pkey PRIMARY KEY (institution_id, episode_id),
    CONSTRAINT episode_once UNIQUE (institution_id, duty, ladder, period, number),
    CONSTRAINT episode_subject FOREIGN KEY (institution_id, duty) REFERENCES alert.subject (institution_id, duty)
);

-- table: distributed
CREATE TABLE alert.episode_transition (
    institution_id bigint NOT NULL,
    episode_id     bigint NOT NULL,
    number         bigint NOT NULL,
    from_state     text   NOT NULL,
    event          text   NOT NULL,
    to_state       text   NOT NULL,
    at_us          bigint NOT NULL,
    why            text   NOT NULL,
    CONSTRAINT episode_transition_pkey PRIMARY KEY (institution_id, episode_id, number),
    CONSTRAINT episode_transition_episode FOREIGN KEY (institution_id, episode_id) REFERENCES alert.episode (institution_id, episode_id)
);

-- What became of each step of a ladder, also when nothing was said (law 6): reason is a code of reasons.tsv.
-- outcome: notified, call_list, letter_draft, skipped (passed over in an outage), stopped (acknowledged, …), baseline, nobody.
-- table: distributed
CREATE TABLE alert.rung (
    institution_id bigint NOT NULL,
    episode_id     bigint NOT NULL,
    rung           text   NOT NULL,
    due_us         bigint NOT NULL,
    outcome        text   NOT NULL,
    reason         text   NOT NULL,
    decided_us     bigint NOT NULL,
    CONSTRAINT rung_pkey PRIMARY KEY (institution_id, episode_id, rung),
    CONSTRAINT rung_episode FOREIGN KEY (institution_id, episode_id) REFERENCES alert.episode (institution_id, episode_id)
);

-- Who is to be told what; notify decides how and when. notice_key names (episode, rung, recipient) by codes, the same in every run.
-- facts: 中文字段 → text, for the template. withdraws: the notice that this one takes back. outcome: what notify told us, '' until then.
-- told_us: business time of the first such word: when a letter with it left, or it was decided that none does. NULL: it waits.
-- table: distributed
CREATE TABLE alert.due_notice (
    institution_id  bigint  NOT NULL,
    due_notice_id   bigint  GENERATED ALWAYS AS IDENTITY,
    alliance_id     bigint  NOT NULL,
    notice_key      text    NOT NULL,
    episode_id      bigint,
    duty            text    NOT NULL,
    rung            text    NOT NULL,
    template        text    NOT NULL,
    person          text    NOT NULL,
    post            text    NOT NULL,
    role            text    NOT NULL,
    routine         boolean NOT NULL,
    facts           jsonb   NOT NULL,
    value_revisions text    NOT NULL,
    withdraws       bigint,
    created_us      bigint  NOT NULL,
    outcome         text    NOT NULL DEFAULT '',
    told_us         bigint,
    CONSTRAINT due_notice_pkey PRIMARY KEY (institution_id, due_notice_id),
    CONSTRAINT due_notice_once UNIQUE (institution_id, alliance_id, notice_key)
);
CREATE INDEX due_notice_by_episode ON alert.due_notice (institution_id, episode_id);

-- 工作联系函(稿): to a peer or a superior nothing is sent; people sign and send it. period: of what comes again, the last month of the
-- occurrence that it is about; else 0.
-- table: distributed
CREATE TABLE alert.letter_draft (
    institution_id bigint NOT NULL,
    letter_id      bigint GENERATED ALWAYS AS IDENTITY,
    alliance_id    bigint NOT NULL,
    duty           text   NOT NULL,
    department     text   NOT NULL,
    relation       text   NOT NULL,
    state          text   NOT NULL,
    subject        text   NOT NULL,
    body           text   NOT NULL,
    made_us        bigint NOT NULL,
    period         bigint NOT NULL DEFAULT 0,
    CONSTRAINT letter_draft_pkey PRIMARY KEY (institution_id, letter_id),
    CONSTRAINT letter_draft_once UNIQUE (institution_id, duty, department, period),
    CONSTRAINT letter_draft_subject FOREIGN KEY (institution_id, duty) REFERENCES alert.subject (institution_id, duty)
);

-- 待打电话: whom the desk should ring up, and why. Settled by an acknowledgement or the end of the episode.
-- table: distributed
CREATE TABLE alert.call_list (
    institution_id bigint NOT NULL,
    call_id        bigint GENERATED ALWAYS AS IDENTITY,
    alliance_id    bigint NOT NULL,
    episode_id     bigint NOT NULL,
    duty           text   NOT NULL,
    rung           text   NOT NULL,
    post           text   NOT NULL,
    person         text   NOT NULL,
    reason         text   NOT NULL,
    made_us        bigint NOT NULL,
    settled_us     bigint,
    settled_by     text   NOT NULL DEFAULT '',
    CONSTRAINT call_list_pkey PRIMARY KEY (institution_id, call_id),
    CONSTRAINT call_list_once UNIQUE (institution_id, episode_id, rung),
    CONSTRAINT call_list_episode FOREIGN KEY (institution_id, episode_id) REFERENCES alert.episode (institution_id, episode_id)
);

-- What people did. actor did it; on_behalf_of, how: it was entered for somebody who rang up or came in. Nothing is ever changed here.
-- reviewer: who is asked to confirm an override. decides: the evidence that a closing, an override or a return is about, the override
-- that is confirmed. period: of what comes again, the last month of the occurrence that it
-- was about; NULL: the duty itself.
-- table: distributed
CREATE TABLE alert.act (
    institution_id bigint NOT NULL,
    act_id         bigint GENERATED ALWAYS AS IDENTITY,
    alliance_id    bigint NOT NULL,
    duty           text   NOT NULL,
    kind           text   NOT NULL,
    actor          text   NOT NULL,
    on_behalf_of   text   NOT NULL,
    how            text   NOT NULL,
    note           text   NOT NULL,
    document       text   NOT NULL,
    reviewer       text   NOT NULL,
    decides        bigint,
    period         bigint,
    request_id     text   NOT NULL,
    at_us          bigint NOT NULL,
    CONSTRAINT act_pkey PRIMARY KEY (institution_id, act_id),
    CONSTRAINT act_subject FOREIGN KEY (institution_id, duty) REFERENCES alert.subject (institution_id, duty)
);
CREATE INDEX act_by_duty ON alert.act (institution_id, duty, act_id);

CREATE VIEW alert.v_institution AS SELECT institution_id, alliance_id, code FROM alert.institution;
CREATE VIEW alert.v_organisation_version AS
    SELECT alliance_id, version, imported_us, imported_by, reason FROM alert.organisation_version;
CREATE VIEW alert.v_organisation_file AS SELECT alliance_id, version, path, content FROM alert.organisation_file;
CREATE VIEW alert.v_calendar_gap AS SELECT alliance_id, year, told_us FROM alert.calendar_gap;
-- no person in it: a new catalog is compared with the institutions that there are
CREATE VIEW alert.v_institution_table AS
    SELECT alliance_id, version, content FROM alert.organisation_file WHERE path = 'organisation/institution.tsv';
CREATE VIEW alert.v_subject AS
    SELECT institution_id, duty, alliance_id, duty_type, cell, kind, period, baseline_us, state, light, reason, judged_period, facts,
           value_revisions, judged_us, next_us, revision, catalog_version, retired
    FROM alert.subject;
CREATE VIEW alert.v_episode AS
    SELECT institution_id, episode_id, alliance_id, duty, ladder, period, number, state, baseline, opened_us, t0_us, closed_us, close_event
    FROM alert.episode;
CREATE VIEW alert.v_rung AS SELECT institution_id, episode_id, rung, due_us, outcome, reason, decided_us FROM alert.rung;
CREATE VIEW alert.v_due_notice AS
    SELECT institution_id, due_notice_id, alliance_id, notice_key, episode_id, duty, rung, template, person, post, role, routine, facts,
           value_revisions, withdraws, created_us, outcome
    FROM alert.due_notice;
CREATE VIEW alert.v_act AS
    SELECT institution_id, act_id, alliance_id, duty, kind, actor, on_behalf_of, how, note, document, reviewer, at_us, period FROM alert.act;
CREATE VIEW alert.v_call AS
    SELECT institution_id, call_id, alliance_id, episode_id, duty, rung, post, person, reason, made_us, settled_us FROM alert.call_list;
CREATE VIEW alert.v_letter_draft AS
    SELECT institution_id, letter_id, alliance_id, duty, department, relation, state, subject, body, made_us FROM alert.letter_draft;

GRANT SELECT, INSERT, UPDATE, DELETE ON alert.institution, alert.organisation_version, alert.organisation_file, alert.applied,
    alert.calendar_gap, alert.baseline, alert.rule_history, alert.subject, alert.state_history, alert.episode, alert.episode_transition, alert.rung, alert.due_notice,
    alert.letter_draft, alert.call_list, alert.act TO duban_alert;
GRANT SELECT ON alert.v_institution, alert.v_organisation_version, alert.v_organisation_file
    TO duban_ingest, duban_compute, duban_alert, duban_notify, duban_operator;
GRANT SELECT ON alert.v_calendar_gap TO duban_operator;
GRANT SELECT ON alert.v_institution_table TO duban_catalog;
GRANT SELECT ON alert.v_subject, alert.v_episode, alert.v_rung, alert.v_due_notice, alert.v_act, alert.v_call, alert.v_letter_draft
    TO duban_notify, duban_operator;
