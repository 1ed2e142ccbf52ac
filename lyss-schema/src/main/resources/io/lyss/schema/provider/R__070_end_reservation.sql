-- State, counters and ledger change together.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function end_reservation(
  p_reservation quota_reservations, p_state text, p_amount bigint, p_lines quota_line[]
)
returns void
language plpgsql volatile
as $$
begin
  with ended as (
    update ${schema}.quota_reservations as r
    set state = p_state, settled_amount = p_amount
    where r.tenant_id = p_reservation.tenant_id and r.id = p_reservation.id
  )
  insert into ${schema}.quota_entries
    (tenant_id, reservation_id, kind, user_id, lines, recorded_at)
  values (
    p_reservation.tenant_id,
    p_reservation.id,
    case p_state when 'settled' then 'settle' when 'released' then 'release' else 'expire' end,
    p_reservation.user_id,
    p_lines,
    ${schema}.statement_time());
  perform ${schema}.count_quota(p_reservation.tenant_id, p_lines);
end
$$;

revoke execute on function end_reservation(quota_reservations, text, bigint, quota_line[])
  from public;

comment on function end_reservation(quota_reservations, text, bigint, quota_line[]) is
  'Internal: Ends a reservation that the caller has locked.';

select set_config('role', current_setting('lyss.migrating_role'), true);
