-- Binds and seals a scope that a host has signed, like bind_scope(). The role is bound here, because the login
-- may become it; the rest is bound by a function that may read keys.
create or replace function bind_signed_scope(
  p_role text, p_user_id text, p_system_reason text, p_signature text
)
returns void
language plpgsql volatile
as $$
begin
  perform pg_catalog.set_config('role', p_role, true);
  perform ${schema}.seal_scope(p_role, p_user_id, p_system_reason, p_signature);
end
$$;

comment on function bind_signed_scope(text, text, text, text) is
  'Internal: Binds a scope that a host has signed to the transaction, and seals it.';
