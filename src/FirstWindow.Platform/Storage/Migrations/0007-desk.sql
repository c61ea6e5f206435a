-- Scripts in versions, as articles are; what became of wording shown at the desk; what the desk asks about one customer
-- and one agent's day; who has read the rules in which version.
CREATE TABLE script_version(
    id {{id}} PRIMARY KEY, slug TEXT NOT NULL, version INTEGER NOT NULL, stage TEXT NOT NULL, scene TEXT NOT NULL, emotion TEXT NOT NULL,
    chinese TEXT NOT NULL, english TEXT NOT NULL, author {{id}}, written_at BIGINT NOT NULL, approver {{id}}, approved_at BIGINT,
    state TEXT NOT NULL, UNIQUE (slug, version));
CREATE UNIQUE INDEX script_published ON script_version(slug) WHERE state = 'Published';
CREATE TABLE wording_use(
    id {{id}} PRIMARY KEY, kind TEXT NOT NULL, version {{id}}, conversation {{id}} NOT NULL, staff {{id}} NOT NULL,
    outcome TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX wording_use_version ON wording_use(version, outcome) WHERE version IS NOT NULL;
CREATE INDEX conversation_customer ON conversation(customer, created_at) WHERE customer IS NOT NULL;
CREATE INDEX wrap_up_staff ON wrap_up(staff, at) WHERE staff IS NOT NULL;
CREATE TABLE rule_reading(staff {{id}} NOT NULL, version TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (staff, version));
