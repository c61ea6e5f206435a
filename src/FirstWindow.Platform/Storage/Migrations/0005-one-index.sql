-- A message touched two scattered index pages; the one that refuses repetitions also finds a conversation's rows. Numbers
-- are given out under the conversation's lock.
DROP INDEX conversation_event_seq;
