-- After prices were corrected: gives requests of a model and a time their costs by the present prices. A call
-- corrects at most p_limit of them, and returns where the next one continues.
--
-- Of two calls at once for a tenant, one waits for the other.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function rerate(
  p_tenant_id uuid,
  p_model text,
  p_from timestamptz,
  p_to timestamptz,
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
    select r.id from usage_records as r
    where r.tenant_id = p_tenant_id and r.model = p_model
      and r.recorded_at >= p_from and r.recorded_at < p_to
      and r.id > coalesce(p_after, platform_tenant_id()) and r.id >= first_uuid(p_from)
    order by r.id
    limit p_limit);
  return query select
    adjust_usage(p_tenant_id, v_ids, p_reason),
    case when cardinality(v_ids) = p_limit then v_ids[p_limit] end;
end
$$;

revoke execute on function rerate(uuid, text, timestamptz, timestamptz, text, uuid, integer) from public;
grant execute on function rerate(uuid, text, timestamptz, timestamptz, text, uuid, integer) to lyss_system;

comment on function rerate(uuid, text, timestamptz, timestamptz, text, uuid, integer) is
  'Corrects the costs of at most p_limit requests of a model; returns how many corrections, and the last request checked if there may be more.';

select set_config('role', current_setting('lyss.migrating_role'), true);
