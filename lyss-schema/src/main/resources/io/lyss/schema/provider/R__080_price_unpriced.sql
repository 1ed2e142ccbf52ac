-- For requests whose prices were set later. A call checks at most p_limit requests, and returns where the next
-- one continues.
--
-- Of two calls at once for a tenant, one waits for the other.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function price_unpriced(
  p_tenant_id uuid,
  p_reason text,
  p_after uuid,
  p_limit integer
)
returns table (adjusted bigint, last_id uuid)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_ids uuid[];
begin
  perform require_system();
  perform pg_advisory_xact_lock(
    hashtextextended('${schema} usage_adjustments ' || p_tenant_id, 0));
  v_ids := array(
    select u.id from unpriced_usage as u
    where u.tenant_id = p_tenant_id and u.id > coalesce(p_after, platform_tenant_id())
    order by u.id
    limit p_limit);
  return query select
    adjust_usage(p_tenant_id, v_ids, p_reason),
    case when cardinality(v_ids) = p_limit then v_ids[p_limit] end;
end
$$;

revoke execute on function price_unpriced(uuid, text, uuid, integer) from public;
grant execute on function price_unpriced(uuid, text, uuid, integer) to lyss_system;

comment on function price_unpriced(uuid, text, uuid, integer) is
  'Prices at most p_limit requests without a price; returns how many corrections, and the last request checked if there may be more.';

select set_config('role', current_setting('lyss.migrating_role'), true);
