-- The weekly paper: figures as they stood when it was made, and the word of who read it.
CREATE TABLE weekly_paper(
    week TEXT PRIMARY KEY, made_at BIGINT NOT NULL, figures TEXT NOT NULL, state TEXT NOT NULL, advice TEXT,
    published_by {{id}}, published_at BIGINT);
CREATE INDEX wrap_up_at ON wrap_up(at);
