-- That an event was given up, and taken back, is in the audit log. Why it failed, the row says: that may tell what was in it.
create or replace trigger record_change
  after insert or update or delete on given_up_events
  for each row execute function record_change(
    'id', '{key}', '{type,failures}',
    '{payload,actor_id,reason,last_error,given_up_because,given_up_at}');
