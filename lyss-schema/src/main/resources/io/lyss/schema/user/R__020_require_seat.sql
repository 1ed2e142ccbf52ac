-- With the lock on the tenant's row, callers take seats one after the other. Each then counts what is
-- committed, which only a read committed transaction sees.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function require_seat(p_tenant_id uuid) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_tenant record;
  v_taken bigint;
begin
  if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
    raise exception 'seats are counted in a read committed transaction only'
      using errcode = 'invalid_transaction_state';
  end if;
  select t.status, t.max_users into v_tenant from tenants as t where t.id = p_tenant_id
  for no key update;
  if not found then
    raise exception 'there is no tenant %', p_tenant_id
      using errcode = 'foreign_key_violation', constraint = 'users_tenant_id_fk';
  elsif v_tenant.status <> 'active' then
    raise exception 'tenant % is %', p_tenant_id, v_tenant.status
      using
        errcode = 'insufficient_privilege',
        hint = 'Restore it first.';
  end if;
  select count(*) into v_taken from users as u
  where u.tenant_id = p_tenant_id and u.status <> 'inactive';
  if v_taken >= v_tenant.max_users then
    raise exception 'tenant % has % of % users', p_tenant_id, v_taken, v_tenant.max_users
      using
        errcode = 'check_violation',
        constraint = 'tenants_max_users',
        hint = 'Raise max_users, or set somebody inactive.';
  end if;
end
$$;

revoke execute on function require_seat(uuid) from public;

comment on function require_seat(uuid) is
  'Internal: Locks the tenant; fails unless it is active and may have one user more.';

select set_config('role', current_setting('lyss.migrating_role'), true);
