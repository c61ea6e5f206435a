-- Sealed rows whose text was encrypted anew: the digest their block holds, and the one they have now. A batch is attested by an
-- entry of the journal, so that the chain stays the proof.
CREATE TABLE journal_reencryption(
    stream TEXT NOT NULL, entry BIGINT NOT NULL, batch {{id}} NOT NULL, prior {{bytes}} NOT NULL, next {{bytes}} NOT NULL,
    PRIMARY KEY (stream, entry, batch));
CREATE INDEX journal_reencryption_batch ON journal_reencryption(batch, entry);

-- The key of an approved release's file: shown once, gone with the last download.
ALTER TABLE release ADD COLUMN file_key {{bytes}};
ALTER TABLE release ADD COLUMN key_shown_at BIGINT;
