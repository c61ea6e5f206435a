-- Articles in versions: only an approved one is shown, and nobody approves their own.
CREATE TABLE article_version(
    id {{id}} PRIMARY KEY, slug TEXT NOT NULL, locale TEXT NOT NULL, version INTEGER NOT NULL, line TEXT NOT NULL, scene TEXT NOT NULL,
    segments TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, questions TEXT NOT NULL, source TEXT NOT NULL,
    reviewed_on INTEGER NOT NULL, author {{id}}, written_at BIGINT NOT NULL, approver {{id}}, approved_at BIGINT, state TEXT NOT NULL,
    UNIQUE (slug, locale, version));
CREATE UNIQUE INDEX article_published ON article_version(slug, locale) WHERE state = 'Published';
