-- Other systems of the bank: where events are sent to, in which order, and what became of each.
CREATE TABLE webhook_endpoint(
    id {{id}} PRIMARY KEY, name TEXT NOT NULL, url TEXT NOT NULL, kinds TEXT NOT NULL, state TEXT NOT NULL,
    secret {{bytes}}, secret_version INTEGER NOT NULL, old_secret {{bytes}}, old_secret_until BIGINT,
    proposed_by {{id}} NOT NULL, proposed_at BIGINT NOT NULL, decided_by {{id}}, decided_at BIGINT,
    paused_why TEXT, block BIGINT NOT NULL, entry BIGINT NOT NULL, attempts INTEGER NOT NULL, next_at BIGINT,
    failing_since BIGINT, lease_by {{id}}, lease_until BIGINT);

CREATE TABLE webhook_delivery(
    id {{id}} PRIMARY KEY, endpoint {{id}} NOT NULL REFERENCES webhook_endpoint(id), event TEXT NOT NULL, kind TEXT NOT NULL,
    block BIGINT NOT NULL, entry BIGINT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, status INTEGER, fault TEXT,
    first_at BIGINT NOT NULL, last_at BIGINT NOT NULL, ended_by {{id}}, reason TEXT);
CREATE UNIQUE INDEX webhook_delivery_event ON webhook_delivery(endpoint, event);
CREATE INDEX webhook_delivery_state ON webhook_delivery(endpoint, state, last_at);
CREATE INDEX webhook_delivery_last ON webhook_delivery(last_at);

-- The journal in the order of its chain: events are told in it, and read on from where a reader stood.
CREATE INDEX journal_entry_block ON journal_entry(block, entry) WHERE block IS NOT NULL;
