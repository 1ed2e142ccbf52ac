-- A call that joins a host's transaction restores the host's scope at its end. That binds no new scope, so
-- nothing is looked up. The user's role is the one that bind_scope() has looked up, the seal the one that
-- bind_signed_scope() has made.
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
  'Internal: Sets role, user, reason, the user''s role and the seal back to what they were before another scope was bound.';
