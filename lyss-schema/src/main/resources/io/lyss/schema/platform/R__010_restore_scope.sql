-- A call that joins a host's transaction leaves it as it was: that is not the binding of a scope, and
-- nothing is looked up.
create or replace function restore_scope(p_role text, p_user_id text, p_system_reason text)
returns void
language plpgsql volatile
as $$
begin
  perform
    pg_catalog.set_config('role', p_role, true),
    pg_catalog.set_config('app.current_user_id', p_user_id, true),
    pg_catalog.set_config('app.system_reason', p_system_reason, true);
end
$$;

comment on function restore_scope(text, text, text) is
  'Internal: Sets role, user and reason to what they were before a scope was bound.';
