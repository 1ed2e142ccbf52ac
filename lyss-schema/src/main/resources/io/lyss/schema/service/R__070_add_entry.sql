-- A host's own entry in the audit log, with the actor and the reason of the scope. It has to name its source:
-- entries without one are the database's, and those of LYSS's services tell what these have published. It is a function because Citus sends all columns of a row to a node,
-- and no caller may state who made an entry and when.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function add_entry(
  p_tenant_id uuid,
  p_id uuid,
  p_action text,
  p_resource_type text,
  p_resource_id text,
  p_changes jsonb,
  p_source text,
  p_ip_address text,
  p_user_agent text
)
returns setof audit_logs
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_actor constant uuid := current_user_id();
  v_reason constant text := current_system_reason();
begin
  if current_setting('role') = 'lyss_system' then
    perform require_system();
  else
    perform require_active_user(p_tenant_id);
  end if;
  if p_source is null then
    raise exception 'source is null: only the database itself makes entries without one'
      using errcode = 'insufficient_privilege';
  end if;
  if is_reserved_source(p_source) then
    raise exception 'the source % reads like a service of LYSS, whose events are taken in by record_event()', p_source
      using errcode = 'check_violation', constraint = 'audit_logs_source_reserved';
  end if;
  if is_reserved_action(left(p_action, 101)) then
    raise exception 'the action % reads like one of an entry that the database itself makes', p_action
      using errcode = 'check_violation', constraint = 'audit_logs_action_reserved';
  end if;
  return query
    insert into audit_logs as a (
      tenant_id, id, actor_id, action, resource_type, resource_id, changes, reason, source, ip_address,
      user_agent
    )
    values (
      p_tenant_id, p_id, v_actor, p_action, p_resource_type, p_resource_id, p_changes, v_reason, p_source,
      p_ip_address::inet, p_user_agent
    )
    returning a.*;
end
$$;

revoke execute on function add_entry(uuid, uuid, text, text, text, jsonb, text, text, text)
  from public;
grant execute on function add_entry(uuid, uuid, text, text, text, jsonb, text, text, text)
  to authenticated_users, lyss_system;

comment on function add_entry(uuid, uuid, text, text, text, jsonb, text, text, text) is
  'Adds an entry to the audit log in the name of the scope, and returns it; fails with 42501 without a source, and with 23514 if that is a service''s of LYSS, or the action one of the database''s.';

select set_config('role', current_setting('lyss.migrating_role'), true);
