-- updated_at is kept by a trigger, so that no statement can forget it. It tells of the memory, not of
-- its vector; and remembering what is known already is no change.
create or replace trigger update_user_memories_updated_at
  before update on user_memories
  for each row
  when (
    (old.memory_text, old.relevance_score, old.memory_type, old.memory_category, old.status,
      old.importance_score)
    is distinct from
    (new.memory_text, new.relevance_score, new.memory_type, new.memory_category, new.status,
      new.importance_score)
  )
  execute function update_updated_at_column();

-- A text that is changed is due to be embedded, from the first attempt on; so is one that is active
-- again. What is not active needs no vector, nor what has the one of its text.
create or replace function keep_embed_at() returns trigger
language plpgsql
set search_path = ${schema}, pg_temp
as $$
declare
  -- the column is computed after this trigger
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
  return new;
end
$$;

comment on function keep_embed_at() is
  'Trigger function: makes a memory due to be embedded, or not, as its text and status change.';

create or replace trigger keep_embed_at
  before update of memory_text, status on user_memories
  for each row
  when (old.memory_text <> new.memory_text or old.status <> new.status)
  execute function keep_embed_at();
