-- What an account that only serves needs. The owner of the tables is bound by none of it.
-- An entry of the journal is added without a block, gets one once, and then stays as it is.
ALTER TABLE journal_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY journal_read ON journal_entry FOR SELECT USING (true);
CREATE POLICY journal_add ON journal_entry FOR INSERT WITH CHECK (block IS NULL);
CREATE POLICY journal_seal ON journal_entry FOR UPDATE USING (block IS NULL) WITH CHECK (block IS NOT NULL);
ALTER TABLE conversation_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY journal_read ON conversation_event FOR SELECT USING (true);
CREATE POLICY journal_add ON conversation_event FOR INSERT WITH CHECK (block IS NULL);
CREATE POLICY journal_seal ON conversation_event FOR UPDATE USING (block IS NULL) WITH CHECK (block IS NOT NULL);

-- After an erasure a table is written anew, which only its owner may: this does it for whoever may call it. CLUSTER, because
-- VACUUM cannot run inside a function; of both, rows that nobody sees any more leave the file.
CREATE OR REPLACE FUNCTION rewrite_erased(which text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF which NOT IN ('data_key', 'customer', 'customer_field', 'customer_lookup', 'customer_tag', 'acting_person', 'offer_refusal') THEN
        RAISE EXCEPTION 'nothing is erased from %', which;
    END IF;
    EXECUTE format('CLUSTER public.%I USING %I', which, (
        SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = format('public.%I', which)::regclass AND i.indisprimary));
END $$;
REVOKE ALL ON FUNCTION rewrite_erased(text) FROM PUBLIC;

-- The large ones are left to PostgreSQL's own sweeper, which comes within a minute of the first dead row.
ALTER TABLE data_key SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE customer SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE customer_field SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE customer_lookup SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE customer_tag SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE acting_person SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE offer_refusal SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
