-- The floor: how long agents were available, so that occupancy can be told; what its figures and the search of contacts are found by.
CREATE TABLE presence_span(staff {{id}} NOT NULL, since BIGINT NOT NULL, until BIGINT NOT NULL, PRIMARY KEY (staff, since));
CREATE INDEX presence_span_until ON presence_span(until);
CREATE INDEX assignment_ended ON assignment(ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX conversation_asked ON conversation(waiting_since) WHERE waiting_since IS NOT NULL;
CREATE INDEX conversation_created ON conversation(created_at, id);
CREATE INDEX conversation_reference ON conversation(reference);
-- One index for what happened, in the order of time: refusals of a day are found without reading those of years.
DROP INDEX journal_entry_act;
CREATE INDEX journal_entry_act ON journal_entry(act, at);

-- Emergency bulletins: what all desks, and customers if marked so, are told until a moment or until somebody ends it.
CREATE TABLE bulletin(
    id {{id}} PRIMARY KEY, number INTEGER NOT NULL UNIQUE, level TEXT NOT NULL, chinese TEXT NOT NULL, english TEXT NOT NULL,
    is_public {{bool}} NOT NULL, raised_by {{id}} NOT NULL, raised_at BIGINT NOT NULL, until BIGINT NOT NULL,
    ended_by {{id}}, ended_at BIGINT);
CREATE INDEX bulletin_standing ON bulletin(until) WHERE ended_at IS NULL;
