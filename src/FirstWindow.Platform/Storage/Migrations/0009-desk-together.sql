-- Several at one contact: who has it open and what they do, words whispered to one colleague, mentions. What waits for a
-- time or the customer; what was done about an abusive customer, step by step; several steps as one (macros).
CREATE TABLE attendance(
    conversation {{id}} NOT NULL, staff {{id}} NOT NULL, doing TEXT NOT NULL, at BIGINT NOT NULL, seen_at BIGINT NOT NULL,
    PRIMARY KEY (conversation, staff));
ALTER TABLE note ADD COLUMN whispered_to {{id}};
CREATE TABLE mention(
    id {{id}} PRIMARY KEY, note {{id}} NOT NULL, conversation {{id}} NOT NULL, staff {{id}} NOT NULL, at BIGINT NOT NULL,
    read_at BIGINT);
CREATE INDEX mention_staff ON mention(staff, at);
CREATE TABLE snooze(
    conversation {{id}} PRIMARY KEY, until BIGINT NOT NULL, last_customer_seq INTEGER NOT NULL, promise {{id}} NOT NULL);
CREATE TABLE measure(
    conversation {{id}} NOT NULL, step TEXT NOT NULL, staff {{id}} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (conversation, step));
CREATE TABLE macro(
    slug TEXT PRIMARY KEY, chinese TEXT NOT NULL, english TEXT NOT NULL, script TEXT NOT NULL, category TEXT NOT NULL,
    need_chinese TEXT NOT NULL, need_english TEXT NOT NULL, hold_reason TEXT, hold_minutes INTEGER, snooze_minutes INTEGER);
ALTER TABLE conversation ADD COLUMN macro TEXT;
