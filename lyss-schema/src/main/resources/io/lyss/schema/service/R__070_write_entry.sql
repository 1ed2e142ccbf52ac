-- An entry of the database itself, with the actor and the reason of the scope. It has no source; nobody else
-- can make such an entry. It belongs to the tenant of the row, or to the platform where the row is of no
-- tenant.
--
-- Where it came from is the connection that made the change: its address, and what it calls itself. That is the
-- application, or whoever works past it.
--
-- Its id is a UUID of version 7 with the time to a fraction of a microsecond. So entries of one transaction,
-- which have one time, are in the order in which they were made.
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
  -- a variable, because Citus computes the values of an insert and gets another result for this CASE
  v_tenant constant uuid := case p_resource_type
    when 'tenants' then (p_row ->> 'id')::uuid
    else coalesce((p_row ->> 'tenant_id')::uuid, platform_tenant_id())
  end;
  -- A node of Citus is called by another node.
  v_is_client constant boolean := current_setting('citus.propagate_set_commands', true) is null;
  v_address constant inet := case when v_is_client then inet_client_addr() end;
  v_agent constant text := case when v_is_client then nullif(current_setting('application_name'), '') end;
begin
  insert into audit_logs (
    tenant_id, id, actor_id, action, resource_type, resource_id, changes, reason, ip_address, user_agent
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
    current_system_reason(),
    v_address,
    v_agent);
end
$$;

revoke execute on function write_entry(text, text, text, jsonb, jsonb) from public;

comment on function write_entry(text, text, text, jsonb, jsonb) is
  'Internal: Adds an entry of the database to the audit log; the row gives its tenant and its resource.';

select set_config('role', current_setting('lyss.migrating_role'), true);
