-- A memory is tried again after a pause that doubles from ten seconds to an hour, unless that was
-- the last attempt.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function fail_memory(
  p_tenant_id uuid, p_user_id uuid, p_id uuid, p_embedding_id text, p_error text
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_embed_at timestamptz;
  v_attempts integer;
begin
  perform require_system_work();
  select m.embed_at, m.embed_attempts into v_embed_at, v_attempts
  from user_memories as m
  where m.tenant_id = p_tenant_id and m.user_id = p_user_id and m.id = p_id
    and m.embed_claim::text = p_embedding_id
  for no key update;
  if not found then
    return false;
  end if;
  if v_embed_at < 'infinity' then
    v_embed_at := wall_time() + least(interval '10 seconds' * 2 ^ (v_attempts - 1), '1 hour');
  end if;
  update user_memories as m
  set embed_claim = null, embed_at = v_embed_at, embed_error = left(p_error, 1000)
  where m.tenant_id = p_tenant_id and m.user_id = p_user_id and m.id = p_id;
  return true;
end
$$;

revoke execute on function fail_memory(uuid, uuid, uuid, text, text) from public;
grant execute on function fail_memory(uuid, uuid, uuid, text, text) to lyss_system;

comment on function fail_memory(uuid, uuid, uuid, text, text) is
  'Releases a memory that could not be embedded; false if the claim is lost.';

select set_config('role', current_setting('lyss.migrating_role'), true);
