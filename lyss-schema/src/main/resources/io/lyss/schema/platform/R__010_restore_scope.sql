-- A call that joins a host's transaction leaves it as it was: that is not the binding of a scope, and
-- nothing is looked up. The role of the user is what bind_scope() looks up, and the seal what bind_signed_scope() makes.
create or replace function restore_scope(
  p_role text, p_user_id text, p_system_reason text, p_user_role text, p_scope_seal text default null
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
  if p_scope_seal is not null then
    perform pg_catalog.set_config('app.scope_seal', p_scope_seal, true);
  end if;
end
$$;

comment on function restore_scope(text, text, text, text, text) is
  'Internal: Sets role, user, reason, the user''s role and a seal to what they were before a scope was bound.';
