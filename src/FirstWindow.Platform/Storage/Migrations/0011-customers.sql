-- The customer's card: every field encrypted by itself, with source and state. What the first records held is moved field by field
-- by the program (SealBookRows), because only it has the keys.
ALTER TABLE customer RENAME TO customer_book;
CREATE TABLE customer(
    id {{id}} PRIMARY KEY, reference TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, segment TEXT NOT NULL, language TEXT NOT NULL,
    key_id {{id}} NOT NULL, profile_key_id {{id}}, ended_at BIGINT);
INSERT INTO customer(id, reference, kind, segment, language, key_id)
    SELECT id, reference, kind, segment, language, key_id FROM customer_book;
CREATE TABLE customer_field(
    customer {{id}} NOT NULL, code TEXT NOT NULL, value {{bytes}} NOT NULL, source TEXT NOT NULL, state TEXT NOT NULL,
    purpose TEXT NOT NULL, at BIGINT NOT NULL, recorded_by {{id}}, PRIMARY KEY (customer, code));
-- Equality look-ups by keyed digest only: phone and identity numbers are nowhere in clear.
CREATE TABLE customer_lookup(digest {{bytes}} NOT NULL, customer {{id}} NOT NULL, code TEXT NOT NULL, PRIMARY KEY (digest, customer));
CREATE INDEX customer_lookup_customer ON customer_lookup(customer);

CREATE TABLE broken_glass(
    id {{id}} PRIMARY KEY, customer {{id}} NOT NULL, staff {{id}} NOT NULL, purpose TEXT NOT NULL, reason {{bytes}} NOT NULL, at BIGINT NOT NULL,
    until BIGINT NOT NULL, reviewed_by {{id}}, reviewed_at BIGINT, is_justified {{bool}});
CREATE INDEX broken_glass_staff ON broken_glass(staff, customer, until);

CREATE TABLE acting_person(
    id {{id}} PRIMARY KEY, customer {{id}} NOT NULL, relation TEXT NOT NULL, scope TEXT NOT NULL, person {{bytes}} NOT NULL,
    evidence TEXT NOT NULL, until BIGINT NOT NULL, recorded_by {{id}} NOT NULL, at BIGINT NOT NULL, ended_at BIGINT);
CREATE INDEX acting_person_customer ON acting_person(customer);

-- Consent: the wording in versions, and every word of the customer on it; nothing is changed, only added.
CREATE TABLE consent_wording(
    purpose TEXT NOT NULL, version INTEGER NOT NULL, chinese TEXT NOT NULL, english TEXT NOT NULL, in_force_from BIGINT NOT NULL,
    PRIMARY KEY (purpose, version));
CREATE TABLE consent(
    id {{id}} PRIMARY KEY, customer {{id}} NOT NULL, purpose TEXT NOT NULL, decision TEXT NOT NULL, wording INTEGER NOT NULL,
    channel TEXT NOT NULL, evidence {{id}}, recorded_by {{id}}, at BIGINT NOT NULL);
CREATE INDEX consent_customer ON consent(customer, at);

CREATE TABLE rights_request(
    id {{id}} PRIMARY KEY, customer {{id}} NOT NULL, kind TEXT NOT NULL, words {{bytes}}, state TEXT NOT NULL, made_at BIGINT NOT NULL,
    decided_by {{id}}, decided_at BIGINT, ground TEXT, answer {{bytes}}, copy_until BIGINT);
CREATE INDEX rights_request_customer ON rights_request(customer, made_at);
CREATE INDEX rights_request_open ON rights_request(made_at) WHERE state = 'Open';
CREATE TABLE legal_hold(
    id {{id}} PRIMARY KEY, customer {{id}} NOT NULL, ground TEXT NOT NULL, placed_by {{id}} NOT NULL, placed_at BIGINT NOT NULL,
    lifted_by {{id}}, lifted_at BIGINT);
CREATE INDEX legal_hold_customer ON legal_hold(customer);
CREATE TABLE erasure(
    id {{id}} PRIMARY KEY, subject {{id}} NOT NULL, at BIGINT NOT NULL, receipt TEXT NOT NULL);
CREATE INDEX erasure_subject ON erasure(subject);

-- What leaves the house: to a recipient (one customer) or as an export (a segment); approved by somebody else, expiring, counted.
CREATE TABLE release(
    id {{id}} PRIMARY KEY, kind TEXT NOT NULL, customer {{id}}, segment TEXT, recipient TEXT NOT NULL, purpose TEXT NOT NULL, fields TEXT NOT NULL,
    assessment TEXT NOT NULL, requested_by {{id}} NOT NULL, requested_at BIGINT NOT NULL, state TEXT NOT NULL,
    decided_by {{id}}, decided_at BIGINT, expires_at BIGINT, fetched INTEGER NOT NULL);
CREATE INDEX release_requested ON release(requested_at);

-- The auditor asks by person, by purpose and by contact.
CREATE INDEX journal_entry_actor ON journal_entry(actor, entry) WHERE actor IS NOT NULL;
CREATE INDEX journal_entry_purpose ON journal_entry(purpose, entry) WHERE purpose IS NOT NULL;
