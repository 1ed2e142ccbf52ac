-- Erases a person, column by column. What was theirs alone goes: conversations with their messages,
-- keys. What others need stays without the person: usage, distributions, the audit log, and the row
-- in users that they point at. The audit log is not rewritten; its IP addresses go with retention.
create or replace function erase_user(p_user_id integer) returns bigint
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_conversations bigint;
  -- unguessable, so that nobody prevents an erasure by having chosen this name before
  v_unforeseen constant text := left(replace(gen_random_uuid()::text, '-', ''), 16);
begin
  update users
  set
    username = 'erased-' || id || '-' || v_unforeseen,
    email = 'erased-' || id || '-' || v_unforeseen || '@erased.invalid',
    hashed_password = '!',
    role = 'user',
    is_active = false
  where id = p_user_id;
  if not found then
    raise exception 'user % is not there', p_user_id using errcode = 'no_data_found';
  end if;
  delete from conversations where user_id = p_user_id;
  get diagnostics v_conversations = row_count;
  update provider_distributions set is_active = false where user_id = p_user_id and is_active;
  update provider_configs
  set
    name = 'erased-' || id || '-' || v_unforeseen,
    -- well-formed, and opened by no key
    api_key = 'erased:' || repeat('0', 40),
    api_base_url = null,
    config = '{}',
    is_active = false
  where created_by = p_user_id and scope = 'personal';
  return v_conversations;
end
$$;

revoke execute on function erase_user(integer) from public;
grant execute on function erase_user(integer) to lyss_system;

comment on function erase_user(integer) is
  'Erases a person: deletes what was theirs alone, makes the rest anonymous; returns how many conversations went.';
