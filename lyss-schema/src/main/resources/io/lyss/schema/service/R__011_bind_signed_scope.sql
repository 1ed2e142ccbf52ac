-- Binds and seals a scope that a host has signed, like bind_scope() and the functions that build on it. The
-- role is bound here, because the login may become it; the rest is bound by a function that may read keys.
create or replace function bind_signed_scope(
  p_role text,
  p_tenant_id text,
  p_user_id text,
  p_group_ids text,
  p_user_role text,
  p_system_reason text,
  p_signature text
)
returns void
language plpgsql volatile
as $$
begin
  if not ${schema}.is_on_citus() then
    perform pg_catalog.set_config('role', p_role, true);
    perform ${schema}.seal_scope(
      p_role => p_role, p_tenant_id => p_tenant_id, p_user_id => p_user_id, p_group_ids => p_group_ids,
      p_user_role => p_user_role, p_system_reason => p_system_reason, p_signature => p_signature);
  else
    raise exception 'scopes are not signed where Citus distributes a database'
      using errcode = 'feature_not_supported';
  end if;
end
$$;

comment on function bind_signed_scope(text, text, text, text, text, text, text) is
  'Internal: Binds a scope that a host has signed to the transaction, and seals it.';
