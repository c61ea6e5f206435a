-- The floor shows the first of all who wait, whatever the queue.
CREATE INDEX waiting_first ON waiting(priority, arrived_at);
