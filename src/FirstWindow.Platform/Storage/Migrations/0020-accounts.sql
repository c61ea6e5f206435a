-- What one person asks for an account holds only after a second one's word; and since when each person could give it.
CREATE TABLE account_change(
    id {{id}} PRIMARY KEY, staff {{id}} NOT NULL, version INTEGER NOT NULL, kind TEXT NOT NULL, invitation {{id}}, roles TEXT, team TEXT,
    languages TEXT, proposed_by {{id}}, proposed_at BIGINT NOT NULL, decided_by {{id}}, decided_at BIGINT, state TEXT NOT NULL);
CREATE UNIQUE INDEX account_change_number ON account_change(staff, version);
CREATE INDEX account_change_waiting ON account_change(proposed_at) WHERE state = 'Proposed';
ALTER TABLE staff ADD COLUMN confirms_since BIGINT;
UPDATE staff SET confirms_since = {{now}}
    WHERE password_hash <> '' AND (roles LIKE '%administrator%' OR roles LIKE '%staff-officer%' OR roles LIKE '%duty-lead%');

-- Addresses made before by one person alone end here; the officer makes a new one, and a second person confirms it.
UPDATE invitation SET ended_at = {{now}} WHERE ended_at IS NULL AND staff IS NOT NULL;

-- The token of a program ends; one that was made to last for ever has the usual year from now.
ALTER TABLE service_account ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0;
UPDATE service_account SET expires_at = {{now}} + 31536000000000;
ALTER TABLE service_account ADD COLUMN last_used_at BIGINT;
