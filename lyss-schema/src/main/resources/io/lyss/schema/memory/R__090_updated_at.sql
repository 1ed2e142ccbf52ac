-- A trigger sets updated_at, so that no statement can forget it. It is the time of the memory, not of its
-- vector; remembering a stored text again is no change.
do $do$
begin
  execute format(
$trigger$
create or replace trigger update_user_memories_updated_at
  before update on user_memories
  for each row
  when (old.status is distinct from new.status or %s)
  execute function update_updated_at_column()
$trigger$,
    each_column('edited_memory', 'old.%1$I is distinct from new.%1$I', ' or '));
end
$do$;
