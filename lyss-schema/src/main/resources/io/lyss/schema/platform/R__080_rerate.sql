-- After prices were corrected: gives requests of a model and a time their costs by the present prices. A call
-- corrects at most p_limit of them, and returns where the next one continues.
--
-- Of two calls at once, one waits for the other.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function rerate(
  p_model text,
  p_from timestamptz,
  p_to timestamptz,
  p_reason text,
  p_after bigint,
  p_limit integer
)
returns table (adjusted bigint, last_id bigint)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_ids bigint[];
begin
  if current_system_reason() is null then
    raise exception 'this takes the scope of system work, with a reason'
      using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(
    hashtextextended('${schema} usage_adjustments', 0));
  v_ids := array(
    select r.id from usage_statistics as r
    where r.model = p_model
      and r.recorded_at >= p_from and r.recorded_at < p_to
      and r.id > coalesce(p_after, 0)
    order by r.id
    limit p_limit);
  return query select
    adjust_usage(v_ids, p_reason),
    case when cardinality(v_ids) = p_limit then v_ids[p_limit] end;
end
$$;

revoke execute on function rerate(text, timestamptz, timestamptz, text, bigint, integer) from public;
grant execute on function rerate(text, timestamptz, timestamptz, text, bigint, integer) to lyss_system;

comment on function rerate(text, timestamptz, timestamptz, text, bigint, integer) is
  'Corrects the costs of at most p_limit requests of a model; returns how many corrections, and the last request checked if there may be more.';

select set_config('role', current_setting('lyss.migrating_role'), true);
