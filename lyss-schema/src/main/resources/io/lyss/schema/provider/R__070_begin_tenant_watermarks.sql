-- For a schema that is distributed with its usage: until then all tenants shared one watermark, from now on each has its own.
-- Refreshes wait meanwhile. Citus calls it in the transaction that distributes usage_tenant_watermarks.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function begin_tenant_watermarks() returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_watermark usage_watermark;
  v_tenants uuid[];
begin
  select * into v_watermark from usage_watermark for no key update;
  -- what is rolled up is there by the day, too
  select array_agg(distinct t.tenant_id) into v_tenants from usage_totals as t;
  delete from usage_tenant_watermarks;
  insert into usage_tenant_watermarks (tenant_id, next_stamp, open_stamps)
  select t.id, v_watermark.next_stamp, v_watermark.open_stamps from unnest(v_tenants) as t (id)
  on conflict (tenant_id) do nothing;
end
$$;

revoke execute on function begin_tenant_watermarks() from public;

do $$
begin
  execute format(
    'grant execute on function begin_tenant_watermarks() to %I',
    (select pg_get_userbyid(relowner) from pg_class where oid = 'usage_tenant_watermarks'::regclass));
end
$$;

comment on function begin_tenant_watermarks() is
  'Internal: Makes the watermark of all tenants one of each, before Citus distributes them.';

select set_config('role', current_setting('lyss.migrating_role'), true);
