-- How a contact was led, read when it closes: a score of a hundred and what it lost points for.
CREATE TABLE contact_reading(
    conversation {{id}} PRIMARY KEY, agent {{id}} NOT NULL, at BIGINT NOT NULL, courtesy INTEGER NOT NULL,
    emotion_first TEXT NOT NULL, emotion_last TEXT NOT NULL, calmed_percent INTEGER NOT NULL, misses TEXT NOT NULL);
CREATE INDEX contact_reading_at ON contact_reading(at);
