-- An entry of the database itself, with the actor and the reason of the scope. Where it came from is the connection
-- that made the change: its address, and what it calls itself. That is the application, or whoever works past it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function write_entry(
  p_action text, p_resource_type text, p_id_column text, p_row jsonb, p_changes jsonb
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  insert into audit_logs (action, resource_type, resource_id, changes, ip_address, user_agent)
  values (
    p_action,
    p_resource_type,
    (p_row ->> p_id_column)::bigint,
    p_changes || jsonb_strip_nulls(jsonb_build_object('reason', current_system_reason())),
    inet_client_addr(),
    nullif(current_setting('application_name'), ''));
end
$$;

revoke execute on function write_entry(text, text, text, jsonb, jsonb) from public;

comment on function write_entry(text, text, text, jsonb, jsonb) is
  'Internal: Adds an entry of the database to the audit log; the row gives its resource.';

select set_config('role', current_setting('lyss.migrating_role'), true);
