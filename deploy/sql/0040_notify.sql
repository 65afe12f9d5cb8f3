-- notify: notices (what is to be said), messages (the envelope that carries one or several), attempts (tries to deliver).

-- state: gathered (stands in its messages) | cancelled (will never go out) | withdrawn (its readers were or will be told that it holds no more: a correction or an adjustment).
-- outcome: reason code of what became of it, also when nothing was sent (law 6). due_notice_id 0: made here, for the desk.
-- table: local
CREATE TABLE notify.notice (
    notice_id       bigint  GENERATED ALWAYS AS IDENTITY,
    alliance_id     bigint  NOT NULL,
    notice_key      text    NOT NULL,
    institution_id  bigint  NOT NULL,
    due_notice_id   bigint  NOT NULL,
    episode_id      bigint  NOT NULL,
    duty            text    NOT NULL,
    rung            text    NOT NULL,
    person          text    NOT NULL,
    post            text    NOT NULL,
    role            text    NOT NULL,
    template        text    NOT NULL,
    routine         boolean NOT NULL,
    facts           jsonb   NOT NULL,
    value_revisions text    NOT NULL,
    withdraws       bigint,
    state           text    NOT NULL,
    outcome         text    NOT NULL,
    created_us      bigint  NOT NULL,
    CONSTRAINT notice_pkey PRIMARY KEY (notice_id),
    CONSTRAINT notice_key_once UNIQUE (alliance_id, notice_key),
    CONSTRAINT notice_state CHECK (state IN ('gathered', 'cancelled', 'withdrawn'))
);
CREATE INDEX notice_by_due_notice ON notify.notice (due_notice_id);
CREATE INDEX notice_by_episode ON notify.notice (alliance_id, institution_id, episode_id, person);

-- state: gathering | ready | sending | sent | failed | shadowed | off | not_allowed.
-- holder, beat, fence: who delivers it now, that he is alive, and that a late write of an earlier holder is refused (law 8).
-- message_id_header: the same for every attempt. tries_before: the attempts made before it was last sent again by hand.
-- table: local
CREATE TABLE notify.message (
    message_id        bigint  GENERATED ALWAYS AS IDENTITY,
    alliance_id       bigint  NOT NULL,
    person            text    NOT NULL,
    channel           text    NOT NULL,
    business_day      date    NOT NULL,
    sequence          bigint  NOT NULL,
    routine           boolean NOT NULL,
    state             text    NOT NULL,
    due_us            bigint  NOT NULL,
    address           text    NOT NULL,
    subject           text    NOT NULL,
    body              text    NOT NULL,
    message_id_header text    NOT NULL,
    holder            text    NOT NULL,
    beat              bigint  NOT NULL,
    fence             bigint  NOT NULL,
    sent_us           bigint,
    maybe_twice       boolean NOT NULL,
    tries_before      bigint  NOT NULL DEFAULT 0,
    outcome           text    NOT NULL,
    CONSTRAINT message_pkey PRIMARY KEY (message_id),
    CONSTRAINT message_once UNIQUE (alliance_id, person, channel, business_day, sequence),
    CONSTRAINT message_state CHECK (state IN ('gathering', 'ready', 'sending', 'sent', 'failed', 'shadowed', 'off', 'not_allowed'))
);
CREATE INDEX message_open ON notify.message (state, due_us) WHERE state IN ('gathering', 'ready', 'sending');

-- left_out: NULL: the letter says it. Else the letter was sent again without it, since it had been taken back: the state that the
-- letter had come to with it, and (left_out_maybe) whether a reader may have it from then.
-- table: local
CREATE TABLE notify.message_notice (
    message_id     bigint  NOT NULL,
    notice_id      bigint  NOT NULL,
    position       bigint  NOT NULL,
    left_out       text,
    left_out_maybe boolean NOT NULL DEFAULT false,
    CONSTRAINT message_notice_pkey PRIMARY KEY (message_id, notice_id),
    CONSTRAINT message_notice_left_out CHECK (left_out IN ('failed', 'shadowed', 'off', 'not_allowed'))
);
CREATE INDEX message_notice_by_notice ON notify.message_notice (notice_id);

-- outcome: started | accepted | temporary | refused | lost (no outcome was ever seen: the receiver may have it).
-- table: local
CREATE TABLE notify.attempt (
    message_id  bigint NOT NULL,
    number      bigint NOT NULL,
    fence       bigint NOT NULL,
    started_us  bigint NOT NULL,
    finished_us bigint,
    outcome     text   NOT NULL,
    answer      text   NOT NULL,
    CONSTRAINT attempt_pkey PRIMARY KEY (message_id, number),
    CONSTRAINT attempt_outcome CHECK (outcome IN ('started', 'accepted', 'temporary', 'refused', 'lost'))
);

-- The channel that is a page in the product.
-- table: local
CREATE TABLE notify.letterbox (
    letter_id   bigint GENERATED ALWAYS AS IDENTITY,
    alliance_id bigint NOT NULL,
    person      text   NOT NULL,
    message_id  bigint NOT NULL,
    subject     text   NOT NULL,
    body        text   NOT NULL,
    placed_us   bigint NOT NULL,
    CONSTRAINT letterbox_pkey PRIMARY KEY (letter_id),
    CONSTRAINT letterbox_once UNIQUE (message_id)
);

CREATE VIEW notify.v_notice AS
    SELECT n.notice_id, n.alliance_id, n.notice_key, n.institution_id, n.due_notice_id, n.episode_id, n.duty, n.rung, n.person,
           n.template, n.routine, n.value_revisions, n.withdraws, n.state, n.outcome, n.created_us
    FROM notify.notice n;
CREATE VIEW notify.v_message AS
    SELECT m.message_id, m.alliance_id, m.person, m.channel, m.business_day, m.sequence, m.routine, m.state, m.due_us, m.subject,
           m.sent_us, m.maybe_twice, m.outcome,
           EXISTS (SELECT 1 FROM notify.todo p WHERE p.kind = 'message' AND p.institution_id = 0 AND p.key = m.message_id::text
                   AND p.parked_reason IS NOT NULL) AS parked
    FROM notify.message m;
CREATE VIEW notify.v_message_notice AS SELECT message_id, notice_id, position, left_out FROM notify.message_notice;
CREATE VIEW notify.v_attempt AS
    SELECT message_id, number, started_us, finished_us, outcome, answer FROM notify.attempt;
CREATE VIEW notify.v_letterbox AS
    SELECT letter_id, alliance_id, person, message_id, subject, placed_us FROM notify.letterbox;

-- Work that may still bring notices for a letter of today, of an alliance or (0) of all. A letter waits for it, so that what belongs
-- together stands in one (law 13). A row behind a parked one is not coming soon and holds nobody up. A subject whose hour has come is
-- work too, though its row is not written yet; it holds letters up also while alert's clock, which would write it, is parked.
-- What became of a letter brings no notice of the day on which it left; heard of on a later day (Shanghai, UTC+8) it may.
CREATE VIEW notify.v_upstream AS
    SELECT alliance_id, business_us FROM compute.v_work
    UNION ALL
    SELECT alliance_id, CASE WHEN kind <> 'sent' THEN business_us
                             ELSE ((business_us + 28800000000) / 86400000000 + 1) * 86400000000 - 28800000000 END
    FROM alert.v_work
    UNION ALL
    SELECT alliance_id, next_us FROM alert.v_subject WHERE next_us IS NOT NULL AND NOT retired
    UNION ALL
    SELECT alliance_id, business_us FROM notify.v_work WHERE kind = 'notice';

-- What stands still until somebody resumes it, in whichever service: the desk is told.
CREATE VIEW notify.v_parked AS
    SELECT 'ingest' AS service, id, kind, alliance_id, institution_id, key, parked_reason FROM ingest.todo WHERE parked_reason IS NOT NULL
    UNION ALL
    SELECT 'compute', id, kind, alliance_id, institution_id, key, parked_reason FROM compute.todo WHERE parked_reason IS NOT NULL
    UNION ALL
    SELECT 'alert', id, kind, alliance_id, institution_id, key, parked_reason FROM alert.todo WHERE parked_reason IS NOT NULL
    UNION ALL
    SELECT 'notify', id, kind, alliance_id, institution_id, key, parked_reason FROM notify.todo WHERE parked_reason IS NOT NULL;

-- What alert is to say of a notice whose sending stands still.
CREATE VIEW notify.v_parked_notice AS
    SELECT institution_id, CASE WHEN kind = 'notice' THEN key::bigint END AS due_notice_id
    FROM notify.todo WHERE kind = 'notice' AND parked_reason IS NOT NULL
    UNION ALL
    SELECT n.institution_id, n.due_notice_id
    FROM notify.todo t
    JOIN notify.message_notice mn ON mn.message_id::text = t.key
    JOIN notify.notice n ON n.notice_id = mn.notice_id
    WHERE t.kind = 'message' AND t.institution_id = 0 AND t.parked_reason IS NOT NULL;

-- How far each notice came in each of its letters: as the letter, but for what it was sent again without.
CREATE VIEW notify.v_carried AS
    SELECT mn.notice_id, mn.message_id, mn.left_out IS NOT NULL AS left_out, m.channel, m.address, m.outcome,
           coalesce(mn.left_out, m.state) AS state,
           CASE WHEN mn.left_out IS NULL THEN m.maybe_twice ELSE mn.left_out_maybe END AS maybe_twice
    FROM notify.message_notice mn
    JOIN notify.message m ON m.message_id = mn.message_id;

-- Which letter carries a correction of what which other one says: it never comes before it.
CREATE VIEW notify.v_takes_back AS
    SELECT lm.message_id AS later, em.message_id AS earlier
    FROM notify.message_notice lm
    JOIN notify.notice l ON l.notice_id = lm.notice_id AND l.withdraws IS NOT NULL
    JOIN notify.notice e ON e.alliance_id = l.alliance_id AND e.institution_id = l.institution_id AND e.episode_id = l.episode_id
        AND e.person = l.person AND e.withdraws IS NULL AND e.due_notice_id < l.due_notice_id
    JOIN notify.message_notice em ON em.notice_id = e.notice_id AND em.left_out IS NULL;

-- Letters with a text that do not move until a person resumes one: our own failure parked it, or it corrects such a one. They silence
-- nobody: other letters of their reader do not wait for them.
CREATE VIEW notify.v_stuck AS
    SELECT m.message_id
    FROM notify.message m
    WHERE m.state IN ('ready', 'sending')
      AND (EXISTS (SELECT 1 FROM notify.todo t WHERE t.kind = 'message' AND t.institution_id = 0 AND t.key = m.message_id::text
                   AND t.parked_reason IS NOT NULL)
           OR EXISTS (SELECT 1 FROM notify.v_takes_back b
                      JOIN notify.message p ON p.message_id = b.earlier AND p.channel = m.channel AND p.state IN ('ready', 'sending')
                      JOIN notify.todo t ON t.kind = 'message' AND t.institution_id = 0 AND t.key = p.message_id::text
                          AND t.parked_reason IS NOT NULL
                      WHERE b.later = m.message_id));

GRANT SELECT ON notify.v_parked, notify.v_carried, notify.v_takes_back, notify.v_stuck TO duban_notify;
GRANT SELECT ON notify.v_upstream TO duban_notify;
GRANT SELECT, INSERT, UPDATE, DELETE ON notify.notice, notify.message, notify.message_notice, notify.attempt, notify.letterbox
    TO duban_notify;
GRANT SELECT ON notify.v_notice, notify.v_message, notify.v_message_notice, notify.v_attempt, notify.v_letterbox,
    notify.v_parked_notice TO duban_alert, duban_operator;
