-- Files in a conversation, each under the conversation's key and named by an event; how many there are is counted under
-- the conversation's lock.
CREATE TABLE attachment(
    id {{id}} PRIMARY KEY, conversation {{id}} NOT NULL, at BIGINT NOT NULL, content {{bytes}} NOT NULL);
CREATE INDEX attachment_conversation ON attachment(conversation);
ALTER TABLE conversation ADD COLUMN attachments INTEGER NOT NULL DEFAULT 0;

-- The customer's voice: low scores to be made good, suggestions with their answer, improvements with their measure, and
-- the weekly summary somebody signs.
CREATE TABLE recovery(
    conversation {{id}} PRIMARY KEY, score INTEGER NOT NULL, opened_at BIGINT NOT NULL, due_at BIGINT NOT NULL,
    promise {{id}} NOT NULL, staff {{id}}, closed_at BIGINT, satisfied TEXT, body {{bytes}});
CREATE INDEX recovery_open ON recovery(due_at) WHERE closed_at IS NULL;
CREATE TABLE suggestion(
    id {{id}} PRIMARY KEY, conversation {{id}} NOT NULL, taken_by {{id}}, at BIGINT NOT NULL, body {{bytes}} NOT NULL,
    owner {{id}}, due_at BIGINT NOT NULL, promise {{id}} NOT NULL, answer {{bytes}}, answered_at BIGINT, improvement {{id}},
    no_change TEXT);
CREATE INDEX suggestion_open ON suggestion(due_at) WHERE answered_at IS NULL;
CREATE INDEX suggestion_at ON suggestion(at);
CREATE TABLE improvement(
    id {{id}} PRIMARY KEY, title TEXT NOT NULL, before TEXT NOT NULL, after TEXT, owner {{id}} NOT NULL, made_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL, promise {{id}} NOT NULL, done_at BIGINT);
CREATE TABLE voice_summary(
    id {{id}} PRIMARY KEY, first_day INTEGER NOT NULL UNIQUE, last_day INTEGER NOT NULL, content TEXT NOT NULL, made_at BIGINT NOT NULL,
    promise {{id}} NOT NULL, signed_by {{id}}, signed_at BIGINT, conclusion TEXT);
CREATE INDEX rating_at ON rating(at);

-- Codes by which a conversation is gone on with on another device: only their digest is kept, and each works once.
CREATE TABLE device_code(
    id {{id}} PRIMARY KEY, conversation {{id}} NOT NULL, code_hash {{bytes}} NOT NULL UNIQUE, expires_at BIGINT NOT NULL,
    ended_at BIGINT);
CREATE INDEX device_code_open ON device_code(conversation) WHERE ended_at IS NULL;

-- An article taken back at once, with the reason; a second person brings it back.
CREATE TABLE article_withdrawal(
    version {{id}} PRIMARY KEY, reason TEXT NOT NULL, withdrawn_by {{id}} NOT NULL, withdrawn_at BIGINT NOT NULL,
    return_asked_by {{id}}, return_asked_at BIGINT);
