-- The five mechanisms: journal, promises, policies, calendar, keys.
CREATE TABLE journal_entry(
    entry {{entry}}, at BIGINT NOT NULL, act TEXT NOT NULL, actor_kind TEXT NOT NULL, actor {{id}}, role TEXT, purpose TEXT,
    subject_kind TEXT NOT NULL, subject {{id}} NOT NULL, contact {{id}}, clause TEXT, detail TEXT,
    mac {{bytes}} NOT NULL, block BIGINT);
CREATE INDEX journal_entry_unsealed ON journal_entry(entry) WHERE block IS NULL;
CREATE INDEX journal_entry_subject ON journal_entry(subject, entry);
CREATE INDEX journal_entry_act ON journal_entry(act);
CREATE INDEX journal_entry_clause ON journal_entry(clause) WHERE clause IS NOT NULL;

CREATE TABLE journal_block(
    number BIGINT PRIMARY KEY, sealed_at BIGINT NOT NULL, first_position BIGINT NOT NULL, entries INTEGER NOT NULL,
    contents {{bytes}} NOT NULL, prior {{bytes}} NOT NULL, hash {{bytes}} NOT NULL, key_id TEXT NOT NULL, signature {{bytes}} NOT NULL);

CREATE TABLE promise(
    id {{id}} PRIMARY KEY, kind TEXT NOT NULL, about_kind TEXT NOT NULL, about {{id}} NOT NULL, owner {{id}},
    made_at BIGINT NOT NULL, due_at BIGINT NOT NULL, state TEXT NOT NULL, steps_taken INTEGER NOT NULL, next_at BIGINT, ended_at BIGINT);
CREATE INDEX promise_next ON promise(next_at) WHERE state = 'Open';
CREATE INDEX promise_about ON promise(about);
CREATE TABLE promise_step(
    promise {{id}} NOT NULL REFERENCES promise(id), step INTEGER NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (promise, step));

CREATE TABLE policy_version(
    id {{id}} PRIMARY KEY, key TEXT NOT NULL, version INTEGER NOT NULL, value BIGINT NOT NULL, effective_from BIGINT NOT NULL,
    reason TEXT NOT NULL, proposed_by {{id}}, proposed_at BIGINT NOT NULL, decided_by {{id}}, decided_at BIGINT, state TEXT NOT NULL,
    UNIQUE (key, version));

CREATE TABLE special_day(date INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL);

CREATE TABLE data_key(
    id {{id}} PRIMARY KEY, subject_kind TEXT NOT NULL, subject {{id}} NOT NULL, retention TEXT NOT NULL, wrapped {{bytes}});
CREATE INDEX data_key_subject ON data_key(subject);

CREATE TABLE protection_key(id {{id}} PRIMARY KEY, name TEXT NOT NULL, xml TEXT NOT NULL);
