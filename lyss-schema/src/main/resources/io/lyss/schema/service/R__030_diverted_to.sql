-- Later events of a key have to wait behind those that were diverted. The worker that has claimed the key calls
-- this, so nobody else diverts events of the key meanwhile.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function diverted_to(p_tenant_id uuid, p_key text, p_receivers text[]) returns setof text
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
set enable_seqscan = off
as $$
begin
  perform require_system_work();
  return query
    select w.receiver from unnest(p_receivers) as w (receiver)
    where exists (
      select from outbox_keys as k
      where k.tenant_id = p_tenant_id and k.key = 'relay:' || w.receiver || '/' || p_key);
end
$$;

revoke execute on function diverted_to(uuid, text, text[]) from public;
grant execute on function diverted_to(uuid, text, text[]) to lyss_system;

comment on function diverted_to(uuid, text, text[]) is
  'Returns those of the given receivers for whom diverted events of a key still wait.';

select set_config('role', current_setting('lyss.migrating_role'), true);
