-- Files in a conversation, each under the conversation's key and named by an event; how many there are is counted under
-- the conversation's lock.
CREATE TABLE attachment(
    id {{id}} PRIMARY KEY, conversation {{id}} NOT NULL, at BIGINT NOT NULL, content {{bytes}} NOT NULL);
CREATE INDEX attachment_conversation ON attachment(conversation);
ALTER TABLE conversation ADD COLUMN attachments INTEGER NOT NULL DEFAULT 0;
