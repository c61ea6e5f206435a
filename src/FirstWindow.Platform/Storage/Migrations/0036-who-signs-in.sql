-- Browsers that an account does not know have failures and a lock of their own: strangers keep no colleague out.
ALTER TABLE staff ADD COLUMN strangers_failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE staff ADD COLUMN strangers_locked_until BIGINT;

-- Who the person is to the bank's sign-on, from the first time on: a name given to somebody else opens nothing.
ALTER TABLE staff ADD COLUMN bank_subject TEXT;

-- How the person was known who lost a way to sign in, for the second person to confirm.
ALTER TABLE account_change ADD COLUMN known_by TEXT;

-- Whether the person keeps the second factor and proves it at the one-time address, where only the password is lost.
ALTER TABLE invitation ADD COLUMN keeps_factor {{bool}} NOT NULL DEFAULT FALSE;
