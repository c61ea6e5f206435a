-- Staff with their sessions, service accounts, and the smallest record of a customer.
CREATE TABLE staff(
    id {{id}} PRIMARY KEY, user_name TEXT NOT NULL UNIQUE, name TEXT NOT NULL, number TEXT NOT NULL UNIQUE, team TEXT,
    roles TEXT NOT NULL, languages TEXT NOT NULL, password_hash TEXT NOT NULL, totp_secret {{bytes}} NOT NULL,
    totp_step_used BIGINT NOT NULL, failures INTEGER NOT NULL, locked_until BIGINT, disabled_at BIGINT);
CREATE TABLE staff_session(
    id {{id}} PRIMARY KEY, staff {{id}} NOT NULL REFERENCES staff(id), token_hash {{bytes}} NOT NULL UNIQUE,
    created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, ended_at BIGINT, end_reason TEXT);
CREATE INDEX staff_session_open ON staff_session(staff) WHERE ended_at IS NULL;
CREATE TABLE service_account(
    id {{id}} PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, token_hash {{bytes}} NOT NULL UNIQUE,
    created_at BIGINT NOT NULL, revoked_at BIGINT);

CREATE TABLE customer(
    id {{id}} PRIMARY KEY, reference TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, segment TEXT NOT NULL, language TEXT NOT NULL,
    birth_year INTEGER, card_last4 TEXT, key_id {{id}} NOT NULL, name {{bytes}} NOT NULL, phone {{bytes}});
CREATE TABLE used_token(jti TEXT PRIMARY KEY, expires_at BIGINT NOT NULL);
