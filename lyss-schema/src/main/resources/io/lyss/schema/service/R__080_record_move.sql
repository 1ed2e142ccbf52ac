-- Exporting or importing all rows of a tenant is in its audit log, with the login. The entry is the database's
-- own, which nobody else can make.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function record_move(p_tenant_id uuid, p_action text) returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  if p_action is null or p_action not in ('export_tenant', 'import_tenant') then
    raise exception 'a tenant is moved by export_tenant and import_tenant, not by %', coalesce(p_action, 'null')
      using errcode = 'check_violation', constraint = 'record_move_action';
  end if;
  perform write_entry(
    p_action => p_action, p_resource_type => 'tenants', p_id_column => 'id',
    p_row => jsonb_build_object('id', p_tenant_id), p_changes => jsonb_build_object('login', session_user));
  if p_action = 'import_tenant' then
    -- of which the planner knows nothing yet where a table is partitioned: autovacuum counts each partition alone
    perform make_due(d.name) from job_definitions() as d where d.name like 'statistics of %';
  end if;
end
$$;

revoke execute on function record_move(uuid, text) from public;
grant execute on function record_move(uuid, text) to lyss_system;

comment on function record_move(uuid, text) is
  'Enters into the audit log of a tenant that all of its rows were exported (export_tenant) or imported (import_tenant).';

select set_config('role', current_setting('lyss.migrating_role'), true);
