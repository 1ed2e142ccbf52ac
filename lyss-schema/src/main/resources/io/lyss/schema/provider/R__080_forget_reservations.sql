-- Ended reservations are kept for callers that repeat a call; usage stays. Those of a user under legal hold
-- stay, too.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function forget_reservations(p_older_than interval, p_limit integer)
returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_before constant timestamptz := statement_time() - p_older_than;
  v_forgotten bigint;
begin
  perform require_system();
  if p_older_than < interval '0' then
    raise exception 'older_than is %: it is at least 0', p_older_than
      using errcode = 'numeric_value_out_of_range';
  end if;
  perform require_no_hold('ended reservations');
  -- who sets a legal hold waits for no run that has nothing to delete
  perform from quota_reservations as r
  where r.state <> 'reserved' and r.expires_at < v_before
    and not exists (
      select from legal_holds as h
      where h.tenant_id = r.tenant_id and h.subject_id in (r.tenant_id, r.user_id))
  order by r.expires_at
  limit least(p_limit, 1);
  if not found then
    return 0;
  end if;
  perform await_holds();
  perform require_no_hold('ended reservations');
  delete from quota_reservations as r
  where (r.tenant_id, r.id) in (
    select o.tenant_id, o.id from quota_reservations as o
    where o.state <> 'reserved' and o.expires_at < v_before
      and not exists (
        select from legal_holds as h
        where h.tenant_id = o.tenant_id and h.subject_id in (o.tenant_id, o.user_id))
    order by o.expires_at
    limit p_limit
    for update skip locked);
  get diagnostics v_forgotten = row_count;
  if v_forgotten < p_limit and row_keepers('quota_reservations', 'delete') is not null then
    perform from quota_reservations as r
    where r.state <> 'reserved' and r.expires_at < v_before
      and not exists (
        select from legal_holds as h
        where h.tenant_id = r.tenant_id and h.subject_id in (r.tenant_id, r.user_id))
    limit 1
    for update skip locked;
    if found then
      perform refuse_kept('quota_reservations');
    end if;
  end if;
  return v_forgotten;
end
$$;

revoke execute on function forget_reservations(interval, integer) from public;
grant execute on function forget_reservations(interval, integer) to lyss_system;

comment on function forget_reservations(interval, integer) is
  'Deletes at most p_limit reservations that ended longer ago than p_older_than; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
