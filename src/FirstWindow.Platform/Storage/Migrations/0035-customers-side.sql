-- How friendly an agent's messages were, beside the score of the whole contact; not known of contacts read before.
ALTER TABLE contact_reading ADD COLUMN tone INTEGER;

-- Dress, badge and ornaments before a shift that customers see, and the supervisor's looks in between.
CREATE TABLE shift_check(id {{id}} PRIMARY KEY, staff {{id}} NOT NULL, day INTEGER NOT NULL, at BIGINT NOT NULL);
CREATE INDEX shift_check_staff ON shift_check(staff, day);
CREATE TABLE spot_check(
    id {{id}} PRIMARY KEY, staff {{id}} NOT NULL, supervisor {{id}} NOT NULL, at BIGINT NOT NULL, is_good {{bool}} NOT NULL, words TEXT NOT NULL);
CREATE INDEX spot_check_staff ON spot_check(staff, at);

-- A time with somebody who signs, or who telephones for a customer and writes what is said; no word of anybody.
CREATE TABLE appointment(
    id {{id}} PRIMARY KEY, conversation {{id}} NOT NULL, kind TEXT NOT NULL, starts_at BIGINT NOT NULL, state TEXT NOT NULL,
    made_at BIGINT NOT NULL, agent {{id}});
CREATE UNIQUE INDEX appointment_open ON appointment(conversation) WHERE state = 'Booked';
CREATE INDEX appointment_starts ON appointment(starts_at, kind) WHERE state = 'Booked';
