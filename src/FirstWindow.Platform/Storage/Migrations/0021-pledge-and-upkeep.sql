-- The confidentiality pledge in versions, who accepted which, and since when a desk is locked.
CREATE TABLE pledge_version(
    id {{id}} PRIMARY KEY, version INTEGER NOT NULL UNIQUE, chinese TEXT NOT NULL, english TEXT NOT NULL, reason TEXT NOT NULL,
    proposed_by {{id}}, proposed_at BIGINT NOT NULL, decided_by {{id}}, decided_at BIGINT, state TEXT NOT NULL);
CREATE UNIQUE INDEX pledge_version_proposed ON pledge_version(state) WHERE state = 'Proposed';
CREATE TABLE pledge_acceptance(staff {{id}} NOT NULL, version INTEGER NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (staff, version));
ALTER TABLE staff_session ADD COLUMN locked_at BIGINT;

-- What must be seen to so that the store stays sound, with the evidence that it was; and the restores tried for practice.
CREATE TABLE upkeep_task(
    id {{id}} PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, every_days INTEGER NOT NULL, owner {{id}}, made_by {{id}},
    made_at BIGINT NOT NULL, due_at BIGINT NOT NULL, late_at BIGINT, evidence TEXT, done_by {{id}}, done_at BIGINT);
CREATE INDEX upkeep_task_open ON upkeep_task(due_at) WHERE done_at IS NULL;
CREATE TABLE restore_drill(
    id {{id}} PRIMARY KEY, begun_by {{id}}, begun_at BIGINT NOT NULL, ended_at BIGINT, backup TEXT, backup_made_at BIGINT,
    table_count BIGINT NOT NULL, row_count BIGINT NOT NULL, entries BIGINT NOT NULL, problem TEXT);
CREATE INDEX restore_drill_begun ON restore_drill(begun_at);
