-- A call that joins a host's transaction leaves it as it was: that is not the binding of a scope, and
-- nothing is looked up. The last is what bind_scope() looks up.
create or replace function restore_scope(
  p_role text, p_user_id text, p_system_reason text, p_user_role text
)
returns void
language plpgsql volatile
as $$
begin
  perform
    pg_catalog.set_config('role', p_role, true),
    pg_catalog.set_config('app.current_user_id', p_user_id, true),
    pg_catalog.set_config('app.system_reason', p_system_reason, true),
    pg_catalog.set_config('app.current_role', p_user_role, true);
end
$$;

comment on function restore_scope(text, text, text, text) is
  'Internal: Sets role, user, reason and the user''s role to what they were before a scope was bound.';
