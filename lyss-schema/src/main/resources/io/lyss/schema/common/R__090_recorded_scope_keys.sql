-- The audit log has that a key was added, replaced or dropped, and nothing of the key.
create or replace trigger record_change
  after insert or update or delete on scope_keys
  for each row
  execute function record_change('id', '{name}', '{}', '{name,outer_pad,former_pads,former_until}');
