-- Work that can be done on this server alone, and so before a tenant leaves it: events to deliver, entries of
-- the audit log to seal, usage to roll up.
create or replace function tenant_in_flight(p_tenant_id uuid)
returns table (what text, rows bigint)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_first bigint;
  v_next bigint;
  v_open bigint[];
begin
  perform require_system();
  return query
    select 'events that wait to be delivered', count(*) from outbox_events as e
    where e.tenant_id = p_tenant_id
    having count(*) > 0;
  -- on Citus entries are not sealed
  if not is_distributed('audit_logs') then
    return query
      select 'entries of the audit log that are not sealed', count(*)
      from audit_logs as a
      cross join audit_watermark as w
      where a.tenant_id = p_tenant_id and a.seal_stamp >= w.next_stamp
      having count(*) > 0;
  end if;
  if exists (
    select from pg_class as c
    where c.relnamespace = to_regnamespace('${schema}') and c.relname = 'usage_facts'
  ) then
    execute 'select w.first_stamp, w.next_stamp, w.open_stamps from rolled_up() as w' into v_first, v_next, v_open;
    return query execute
      'select ''requests that are not rolled up'', count(*)
       from usage_facts as f
       where f.tenant_id = $1 and f.stamp >= $2 and (f.stamp >= $3 or f.stamp = any ($4))
       having count(*) > 0'
    using p_tenant_id, v_first, v_next, v_open;
  end if;
end
$$;

revoke execute on function tenant_in_flight(uuid) from public;
grant execute on function tenant_in_flight(uuid) to lyss_system;

comment on function tenant_in_flight(uuid) is
  'What has to be delivered, sealed or rolled up before a tenant is moved to another server, and how much; nothing if all is done.';
