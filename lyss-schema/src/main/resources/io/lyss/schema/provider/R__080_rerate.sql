-- After prices were corrected: requests of a model in a time cost what they cost by the prices of now.
-- A call does p_limit of them at most, and returns where the next goes on.
--
-- Two at once do one tenant one after the other.
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
  'Corrects what at most p_limit requests of a model cost; returns how many corrections, and the last request looked at if there may be more.';

select set_config('role', current_setting('lyss.migrating_role'), true);
