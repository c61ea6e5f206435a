-- What a customer was told before the first word, in versions; which version a conversation began under; and who needs
-- a person first. Recent acceptances say how long people wait.
CREATE TABLE notice(
    version INTEGER PRIMARY KEY, chinese TEXT NOT NULL, english TEXT NOT NULL, in_force_from BIGINT NOT NULL);
ALTER TABLE conversation ADD COLUMN notice INTEGER;
ALTER TABLE conversation ADD COLUMN needs_help {{bool}} NOT NULL DEFAULT FALSE;
CREATE INDEX assignment_accepted ON assignment(accepted_at) WHERE accepted_at IS NOT NULL;
