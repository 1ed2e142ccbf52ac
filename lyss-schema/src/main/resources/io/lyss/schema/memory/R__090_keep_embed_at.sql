-- A changed text has to be embedded, with all attempts anew; so has one that becomes active again. A memory
-- that is not active needs no vector, nor does a text whose vector is stored. A memory that is in use again is
-- no longer superseded.
create or replace function keep_embed_at() returns trigger
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  -- PostgreSQL generates memory_hash after this trigger
  v_hash constant varchar := memory_hash(new.memory_text);
begin
  if new.status = 'active' and new.embedded_hash is distinct from v_hash then
    if new.embed_at is null or v_hash <> old.memory_hash then
      new.embed_at := current_timestamp;
      new.embed_claim := null;
      new.embed_attempts := 0;
      new.embed_error := null;
    end if;
  else
    new.embed_at := null;
    new.embed_claim := null;
  end if;
  if new.status <> 'superseded' then
    new.superseded_by := null;
  end if;
  return new;
end
$$;

comment on function keep_embed_at() is
  'Trigger function: makes a memory due to be embedded, or not, when its text or status changes.';

create or replace trigger keep_embed_at
  before update of memory_text, status on user_memories
  for each row
  when (old.memory_text <> new.memory_text or old.status <> new.status)
  execute function keep_embed_at();
