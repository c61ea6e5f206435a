-- Tags and offers in versions; what a customer is tagged with and why; what a customer does not want to hear of.
CREATE TABLE tag_version(
    id {{id}} PRIMARY KEY, kind TEXT NOT NULL, code TEXT NOT NULL, version INTEGER NOT NULL, content TEXT NOT NULL, proposed_by {{id}},
    proposed_at BIGINT NOT NULL, decided_by {{id}}, decided_at BIGINT, state TEXT NOT NULL);
CREATE UNIQUE INDEX tag_version_number ON tag_version(kind, code, version);
CREATE UNIQUE INDEX tag_version_proposed ON tag_version(kind, code) WHERE state = 'Proposed';

CREATE TABLE customer_tag(
    id {{id}} PRIMARY KEY, customer {{id}} NOT NULL, rule TEXT NOT NULL, version INTEGER NOT NULL, consents TEXT NOT NULL,
    reason TEXT NOT NULL, since BIGINT NOT NULL, expires_at BIGINT NOT NULL, ended_at BIGINT, ended TEXT);
CREATE UNIQUE INDEX customer_tag_open ON customer_tag(customer, rule) WHERE ended_at IS NULL;
CREATE INDEX customer_tag_customer ON customer_tag(customer, since);
CREATE INDEX customer_tag_expiry ON customer_tag(expires_at) WHERE ended_at IS NULL;

-- The law of this table is that nothing leaves it: who refused an offer never meets it again.
CREATE TABLE offer_refusal(
    customer {{id}} NOT NULL, offer TEXT NOT NULL, at BIGINT NOT NULL, recorded_by {{id}}, contact {{id}}, PRIMARY KEY (customer, offer));

-- What somebody of the staff did with customers' data or an account that somebody else should ask about.
CREATE TABLE conduct_alarm(
    id {{id}} PRIMARY KEY, staff {{id}} NOT NULL, kind TEXT NOT NULL, at BIGINT NOT NULL, detail TEXT NOT NULL, owner {{id}},
    verdict TEXT, words {{bytes}}, decided_by {{id}}, decided_at BIGINT);
CREATE INDEX conduct_alarm_open ON conduct_alarm(staff, kind, at) WHERE verdict IS NULL;
CREATE INDEX conduct_alarm_at ON conduct_alarm(at);
-- Where a session is carried from and by which browser, as keyed digests: the same or another is all that is asked.
ALTER TABLE staff_session ADD COLUMN place {{bytes}};
CREATE TABLE staff_device(staff {{id}} NOT NULL, device {{bytes}} NOT NULL, first_at BIGINT NOT NULL, PRIMARY KEY (staff, device));

-- Once a quarter somebody says of every right of every colleague: keep or withdraw; and of who leaves, to whom the work goes.
CREATE TABLE access_review(
    id {{id}} PRIMARY KEY, quarter TEXT NOT NULL, team TEXT NOT NULL, made_at BIGINT NOT NULL, finished_at BIGINT, finished_by {{id}});
CREATE UNIQUE INDEX access_review_quarter ON access_review(quarter, team);
CREATE TABLE access_review_line(
    review {{id}} NOT NULL, staff {{id}} NOT NULL, role TEXT NOT NULL, verdict TEXT, decided_by {{id}}, decided_at BIGINT,
    PRIMARY KEY (review, staff, role));
CREATE TABLE leaving(
    staff {{id}} PRIMARY KEY, successor {{id}}, begun_by {{id}} NOT NULL, begun_at BIGINT NOT NULL, done_by {{id}}, done_at BIGINT);
