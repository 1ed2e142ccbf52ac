-- Who reads the views that watch over the whole database and are owned by lyss_definer. They show counts and
-- times, and nothing of a tenant.
create or replace function may_monitor() returns boolean
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  -- PL/pgSQL keeps the plan, for whoever asks often
  return current_system_reason() is not null
    or pg_has_role(current_user, 'pg_monitor', 'usage')
    or pg_has_role(
      current_user, (select c.relowner from pg_class as c where c.oid = 'audit_logs'::regclass), 'usage');
end
$$;

comment on function may_monitor() is
  'Internal: Whether the caller has a reason, is a member of pg_monitor, or is the owner of the schema.';
