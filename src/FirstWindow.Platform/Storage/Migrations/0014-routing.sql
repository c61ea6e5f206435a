-- Who may serve what until when; queues in versions; what a waiting contact needs of whoever takes it.
CREATE TABLE certificate(
    id {{id}} PRIMARY KEY, staff {{id}} NOT NULL, code TEXT NOT NULL, scope TEXT NOT NULL, language TEXT NOT NULL,
    level INTEGER NOT NULL, granted_by {{id}}, granted_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
    suspended_at BIGINT, suspended_why TEXT, promise {{id}});
CREATE INDEX certificate_staff ON certificate(staff);
CREATE INDEX certificate_expiry ON certificate(expires_at);

CREATE TABLE queue_version(
    id {{id}} PRIMARY KEY, code TEXT NOT NULL, version INTEGER NOT NULL, content TEXT NOT NULL, proposed_by {{id}},
    proposed_at BIGINT NOT NULL, decided_by {{id}}, decided_at BIGINT, state TEXT NOT NULL);
CREATE UNIQUE INDEX queue_version_number ON queue_version(code, version);
CREATE UNIQUE INDEX queue_version_proposed ON queue_version(code) WHERE state = 'Proposed';

-- How many privileged contacts in a row a queue has served: the same for every node, and after a restart.
CREATE TABLE queue_turn(queue TEXT PRIMARY KEY, privileged INTEGER NOT NULL);

ALTER TABLE waiting ADD COLUMN language TEXT NOT NULL DEFAULT 'zh';
ALTER TABLE waiting ADD COLUMN channel TEXT NOT NULL DEFAULT 'web';
ALTER TABLE waiting ADD COLUMN queued_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE waiting ADD COLUMN preferred {{id}};
ALTER TABLE waiting ADD COLUMN promised_at BIGINT;
DROP INDEX waiting_order;
CREATE INDEX waiting_order ON waiting(queue, language, priority, arrived_at, conversation);
CREATE INDEX waiting_unpromised ON waiting(queued_at) WHERE promised_at IS NULL;

ALTER TABLE assignment ADD COLUMN language TEXT NOT NULL DEFAULT 'zh';
ALTER TABLE assignment ADD COLUMN channel TEXT NOT NULL DEFAULT 'web';
ALTER TABLE assignment ADD COLUMN queued_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX assignment_lease ON assignment(lease_until) WHERE ended_at IS NULL;

ALTER TABLE presence ADD COLUMN channels TEXT;
CREATE INDEX presence_here ON presence(seen_at) WHERE state = 'Available';
