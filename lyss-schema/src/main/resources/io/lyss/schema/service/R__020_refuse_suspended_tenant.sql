-- Functions that change something in the scope of a tenant call this: they may only while the tenant is active.
create or replace function refuse_suspended_tenant() returns void
language plpgsql stable parallel safe
as $$
begin
  if not ${schema}.current_tenant_is_active() then
    raise exception 'the tenant is not active: it is suspended or deleted, and its users change nothing'
      using errcode = 'insufficient_privilege', hint = 'System work can restore it';
  end if;
end
$$;

comment on function refuse_suspended_tenant() is
  'Internal: Fails with 42501 where the tenant of the scope is known not to be active.';
