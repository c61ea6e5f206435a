-- The backups the server makes by itself.
CREATE TABLE backup_record(
    id {{id}} PRIMARY KEY, begun_at BIGINT NOT NULL, ended_at BIGINT, folder TEXT NOT NULL, bytes BIGINT NOT NULL, problem TEXT);
CREATE INDEX backup_record_begun ON backup_record(begun_at);
