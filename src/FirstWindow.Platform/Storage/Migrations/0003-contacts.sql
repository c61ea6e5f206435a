-- Conversations with their messages, what routing knows about them, and the record that closes a contact.
CREATE TABLE conversation(
    id {{id}} PRIMARY KEY, reference TEXT NOT NULL, channel TEXT NOT NULL, locale TEXT NOT NULL, state TEXT NOT NULL,
    customer {{id}}, key_id {{id}} NOT NULL, created_at BIGINT NOT NULL, last_seq INTEGER NOT NULL, last_customer_seq INTEGER NOT NULL,
    handled_seq INTEGER NOT NULL, waiting_since BIGINT, agent {{id}}, reply_promise {{id}}, reply_due_at BIGINT,
    not_helpful INTEGER NOT NULL, topic TEXT, closed_at BIGINT);
CREATE INDEX conversation_open ON conversation(state, created_at) WHERE state <> 'Closed';
CREATE INDEX conversation_agent ON conversation(agent, created_at) WHERE agent IS NOT NULL;
CREATE INDEX conversation_closed ON conversation(closed_at) WHERE closed_at IS NOT NULL;

-- A message row is its own journal entry: the sealer hashes it as it stands.
CREATE TABLE conversation_event(
    entry {{entry}}, conversation {{id}} NOT NULL, seq INTEGER NOT NULL, kind INTEGER NOT NULL, sender INTEGER NOT NULL,
    author {{id}}, client_id {{id}} NOT NULL, at BIGINT NOT NULL, body {{bytes}} NOT NULL, digest {{bytes}} NOT NULL,
    mac {{bytes}} NOT NULL, block BIGINT);
CREATE UNIQUE INDEX conversation_event_seq ON conversation_event(conversation, seq);
CREATE UNIQUE INDEX conversation_event_client ON conversation_event(conversation, client_id);
CREATE INDEX conversation_event_unsealed ON conversation_event(entry) WHERE block IS NULL;

CREATE TABLE draft(
    conversation {{id}} NOT NULL, staff {{id}} NOT NULL, body {{bytes}} NOT NULL, updated_at BIGINT NOT NULL,
    PRIMARY KEY (conversation, staff));
CREATE TABLE note(
    id {{id}} PRIMARY KEY, conversation {{id}} NOT NULL, author {{id}}, at BIGINT NOT NULL, body {{bytes}} NOT NULL);
CREATE INDEX note_conversation ON note(conversation, at);
CREATE TABLE wrap_up(
    conversation {{id}} PRIMARY KEY, staff {{id}}, at BIGINT NOT NULL, category TEXT NOT NULL, outcome TEXT NOT NULL,
    contact_declined TEXT, body {{bytes}} NOT NULL);
CREATE TABLE rating(conversation {{id}} PRIMARY KEY, score INTEGER NOT NULL, comment {{bytes}}, at BIGINT NOT NULL);

CREATE TABLE presence(
    staff {{id}} PRIMARY KEY, state TEXT NOT NULL, reason TEXT, capacity INTEGER NOT NULL, seen_at BIGINT NOT NULL,
    since BIGINT NOT NULL, idle_since BIGINT NOT NULL);
CREATE TABLE waiting(
    conversation {{id}} PRIMARY KEY, queue TEXT NOT NULL, priority INTEGER NOT NULL, arrived_at BIGINT NOT NULL);
CREATE INDEX waiting_order ON waiting(queue, priority, arrived_at);
CREATE TABLE assignment(
    id {{id}} PRIMARY KEY, conversation {{id}} NOT NULL, staff {{id}} NOT NULL, offered_at BIGINT NOT NULL, accepted_at BIGINT,
    lease_until BIGINT NOT NULL, ended_at BIGINT, end_reason TEXT, reason TEXT NOT NULL,
    queue TEXT NOT NULL, priority INTEGER NOT NULL, arrived_at BIGINT NOT NULL);
CREATE UNIQUE INDEX assignment_open ON assignment(conversation) WHERE ended_at IS NULL;
CREATE INDEX assignment_staff ON assignment(staff) WHERE ended_at IS NULL;
CREATE INDEX assignment_conversation ON assignment(conversation);
