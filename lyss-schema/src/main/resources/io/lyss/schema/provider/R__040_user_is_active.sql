-- No token of a user is accepted while the user is known to be suspended, or to have left.
create or replace function user_is_active(p_tenant_id uuid, p_user_id uuid) returns boolean
language plpgsql stable
as $$
begin
  return not exists (
    select from ${schema}.known_users as k
    where k.tenant_id = p_tenant_id and k.user_id = p_user_id and k.status <> 'active');
end
$$;

revoke execute on function user_is_active(uuid, uuid) from public;
grant execute on function user_is_active(uuid, uuid) to lyss_definer;

comment on function user_is_active(uuid, uuid) is
  'Internal: Whether a user is active, or nothing was reported of them.';
