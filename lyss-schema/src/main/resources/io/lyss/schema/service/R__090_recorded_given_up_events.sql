-- The audit log has that an event was given up, or taken back. The reason of the failure is in the row only,
-- because it may reveal the event's content. So is the key of a host's event, which may name a person.
create or replace trigger record_change
  after insert or update or delete on given_up_events
  for each row execute function record_change(
    'id', '{}', '{type,failures}',
    '{payload,actor_id,reason,last_error,given_up_because,given_up_at}', '{key}');
