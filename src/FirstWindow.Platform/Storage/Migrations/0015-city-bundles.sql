-- What holds in one city only, and from when until when an article may be told; both for articles in general.
ALTER TABLE article_version ADD COLUMN city TEXT;
ALTER TABLE article_version ADD COLUMN city_of TEXT;
ALTER TABLE article_version ADD COLUMN valid_from INTEGER;
ALTER TABLE article_version ADD COLUMN valid_until INTEGER;
CREATE INDEX article_dated ON article_version(valid_until) WHERE state = 'Published' AND valid_until IS NOT NULL;
