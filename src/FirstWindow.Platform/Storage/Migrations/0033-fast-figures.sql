-- Past contacts are found by what their records say together: the rating and the beginning of the contact stand in the record, too,
-- so that an index leads to a page of them, or tells that there are none, without looking at every contact of a year.
ALTER TABLE wrap_up ADD COLUMN begun_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE wrap_up ADD COLUMN score INTEGER;
UPDATE wrap_up SET begun_at = COALESCE((SELECT created_at FROM conversation WHERE id = wrap_up.conversation), at),
    score = (SELECT score FROM rating WHERE rating.conversation = wrap_up.conversation);
CREATE INDEX wrap_up_category ON wrap_up(category, begun_at, conversation);
CREATE INDEX wrap_up_outcome ON wrap_up(outcome, begun_at, conversation);
CREATE INDEX wrap_up_score ON wrap_up(score, begun_at, conversation) WHERE score IS NOT NULL;
CREATE INDEX wrap_up_category_score ON wrap_up(category, score, begun_at, conversation) WHERE score IS NOT NULL;
CREATE INDEX wrap_up_outcome_score ON wrap_up(outcome, score, begun_at, conversation) WHERE score IS NOT NULL;
CREATE INDEX wrap_up_category_outcome ON wrap_up(category, outcome, begun_at, conversation);

-- A month of figures is read from indexes alone where it can be.
DROP INDEX wrap_up_at;
CREATE INDEX wrap_up_at ON wrap_up(at, staff, outcome, score);
DROP INDEX assignment_conversation;
CREATE INDEX assignment_conversation ON assignment(conversation, offered_at, queue, accepted_at);
CREATE INDEX promise_message ON promise(about) WHERE kind = 'message';

-- The alerts that stand, among all promises ever made.
CREATE INDEX promise_standing ON promise(kind, made_at) WHERE ended_at IS NULL;
