-- The answer of has_permission() about the current user, for a host that keeps it: with its snapshot, and what
-- has changed since the host asked last. All of it is of one snapshot, that of the statement.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function answer_permission(
  p_tenant_id uuid, p_user_id uuid, p_permission text, p_known text
)
returns table (
  answer text, ends_at timestamptz, answered_at timestamptz, server text, snapshot text, changes text
)
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
as $$
begin
  if p_tenant_id is distinct from require_tenant() or p_user_id is distinct from current_user_id() then
    raise exception 'only answers about the current user are kept: ask has_permission() about others'
      using errcode = 'insufficient_privilege';
  end if;
  answer := case when has_permission(p_tenant_id, p_user_id, p_permission) then 'granted' else 'denied' end;
  answered_at := statement_time();
  server := answering_server();
  snapshot := snapshot_to_keep();
  changes := access_changes_since(p_tenant_id, p_known::pg_snapshot);
  return next;
end
$$;

revoke execute on function answer_permission(uuid, uuid, text, text) from public;
grant execute on function answer_permission(uuid, uuid, text, text) to authenticated_users;

comment on function answer_permission(uuid, uuid, text, text) is
  'Whether the current user has a permission, and what a host needs to keep that answer: one row.';

select set_config('role', current_setting('lyss.migrating_role'), true);
