-- A fact from before an erasure comes too late: it would bring back what was erased.
create or replace function was_erased_since(p_tenant_id uuid, p_user_id uuid, p_changed_at timestamptz)
returns boolean
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  return exists (
    select from erasures as e
    where e.tenant_id = p_tenant_id and e.user_id in (p_tenant_id, p_user_id)
      and e.erased_at >= p_changed_at);
end
$$;

comment on function was_erased_since(uuid, uuid, timestamptz) is
  'Internal: Whether a user, or all of the tenant, was erased here after a time; null for no user.';
