-- An entry that the database itself makes, in the name of the scope and with its reason: one without a
-- source, which nobody else can make. It is the tenant's whose the row is, and the platform's where
-- it is no tenant's.
--
-- Its id is a UUID of version 7 and holds the time to a fraction of a microsecond, so that entries of
-- one transaction, which have one time, stand in the order in which they were made.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function write_entry(
  p_action text, p_resource_type text, p_id_column text, p_row jsonb, p_changes jsonb
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant bigint := floor(extract(epoch from wall_time()) * 1000000);
  -- Citus, which works values of an insert out, makes something else of such a CASE there
  v_tenant constant uuid := case p_resource_type
    when 'tenants' then (p_row ->> 'id')::uuid
    else coalesce((p_row ->> 'tenant_id')::uuid, platform_tenant_id())
  end;
begin
  insert into audit_logs (
    tenant_id, id, actor_id, action, resource_type, resource_id, changes, reason
  ) values (
    v_tenant,
    (
      lpad(to_hex(v_now / 1000), 12, '0')
      || '7' || lpad(to_hex(v_now % 1000 * 4096 / 1000), 3, '0')
      || substr(replace(gen_random_uuid()::text, '-', ''), 17)
    )::uuid,
    current_user_id(),
    p_action,
    p_resource_type,
    p_row ->> p_id_column,
    p_changes,
    current_system_reason());
end
$$;

revoke execute on function write_entry(text, text, text, jsonb, jsonb) from public;

comment on function write_entry(text, text, text, jsonb, jsonb) is
  'Internal: Adds an entry of the database to the audit log; the row names its owner and its subject.';

select set_config('role', current_setting('lyss.migrating_role'), true);
