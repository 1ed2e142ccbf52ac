-- System work may ask what a purge would delete. An administrator may ask it for their own tenant, also for
-- another number of days.
create or replace function require_purge_plan(p_tenant_id uuid, p_keep_days integer) returns void
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  if p_tenant_id is null then
    perform require_system();
  else
    perform require_sight_of_tenant(p_tenant_id);
  end if;
  if p_keep_days not between 1 and 36500 or p_keep_days is not null and p_tenant_id is null then
    raise exception 'keep_days is %: it is 1 to 36500, for one tenant', p_keep_days
      using errcode = 'numeric_value_out_of_range';
  end if;
end
$$;

comment on function require_purge_plan(uuid, integer) is
  'Internal: Fails with 42501 unless the scope may see what a purge of the tenant would delete, and with 22003 for days out of bounds.';
