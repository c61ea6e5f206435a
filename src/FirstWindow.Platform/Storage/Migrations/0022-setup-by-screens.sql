-- Macros in versions, decided by two; how often each is used. What stood in the old table came with the demo, which brings it again.
DROP TABLE macro;
CREATE TABLE macro_version(
    id {{id}} PRIMARY KEY, slug TEXT NOT NULL, version INTEGER NOT NULL, content TEXT NOT NULL, proposed_by {{id}},
    proposed_at BIGINT NOT NULL, decided_by {{id}}, decided_at BIGINT, state TEXT NOT NULL);
CREATE UNIQUE INDEX macro_version_number ON macro_version(slug, version);
CREATE UNIQUE INDEX macro_version_proposed ON macro_version(slug) WHERE state = 'Proposed';
CREATE TABLE macro_use(id {{id}} PRIMARY KEY, slug TEXT NOT NULL, conversation {{id}} NOT NULL, at BIGINT NOT NULL);
CREATE INDEX macro_use_at ON macro_use(at, slug);

-- The bank's logos by their content; the settings name the one that holds.
CREATE TABLE bank_logo(digest TEXT PRIMARY KEY, type TEXT NOT NULL, content {{bytes}} NOT NULL, made_at BIGINT NOT NULL);

-- The record of a contact while it is written: a row a field, so that two windows never overwrite each other's.
CREATE TABLE record_draft(
    conversation {{id}} NOT NULL, staff {{id}} NOT NULL, field TEXT NOT NULL, body {{bytes}} NOT NULL, edit INTEGER NOT NULL,
    page TEXT NOT NULL, updated_at BIGINT NOT NULL, PRIMARY KEY (conversation, staff, field));

-- Where mail and text messages go out, in versions; what is to be sent, sealed, until it was sent or laid aside.
CREATE TABLE mailing_settings_version(
    id {{id}} PRIMARY KEY, version INTEGER NOT NULL UNIQUE, content TEXT NOT NULL, proposed_by {{id}}, proposed_at BIGINT NOT NULL,
    decided_by {{id}}, decided_at BIGINT, state TEXT NOT NULL);
CREATE UNIQUE INDEX mailing_settings_proposed ON mailing_settings_version(state) WHERE state = 'Proposed';
CREATE TABLE outgoing_letter(
    id {{id}} PRIMARY KEY, kind TEXT NOT NULL, way TEXT NOT NULL, about_kind TEXT NOT NULL, about {{id}} NOT NULL, recipient TEXT NOT NULL,
    content {{bytes}}, state TEXT NOT NULL, attempts INTEGER NOT NULL, fault TEXT, made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
    awaits {{id}}, next_at BIGINT, last_at BIGINT, lease_by {{id}}, lease_until BIGINT, ended_by {{id}}, reason TEXT);
CREATE INDEX outgoing_letter_due ON outgoing_letter(next_at) WHERE state = 'Due';
CREATE INDEX outgoing_letter_waiting ON outgoing_letter(awaits) WHERE state = 'Waiting';
CREATE INDEX outgoing_letter_made ON outgoing_letter(made_at);
