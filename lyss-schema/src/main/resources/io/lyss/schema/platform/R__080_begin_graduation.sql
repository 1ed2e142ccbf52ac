-- A graduation is begun once; each later call continues it.
create or replace function begin_graduation(p_tenant_id uuid, p_currency text) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_tenant uuid;
begin
  insert into graduations (tenant_id, currency, next_xid)
  values (p_tenant_id, p_currency, pg_snapshot_xmin(pg_current_snapshot())::text::bigint)
  on conflict (singleton) do nothing;
  select g.tenant_id into v_tenant from graduations as g;
  if v_tenant <> p_tenant_id then
    raise exception 'the organisation becomes the tenant %, and no other', v_tenant
      using errcode = 'check_violation', constraint = 'graduations_singleton_pk';
  end if;
end
$$;

revoke execute on function begin_graduation(uuid, text) from public;

comment on function begin_graduation(uuid, text) is
  'Internal: Begins to make the organisation a tenant, or continues; fails with 23514 if it is becoming another tenant.';
