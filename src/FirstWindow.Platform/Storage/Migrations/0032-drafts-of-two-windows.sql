-- Two windows of one agent never write over each other's reply: which window wrote the draft, and how often it was changed.
ALTER TABLE draft ADD COLUMN page TEXT NOT NULL DEFAULT '';
ALTER TABLE draft ADD COLUMN edit INTEGER NOT NULL DEFAULT 0;
