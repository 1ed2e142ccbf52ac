-- State, ledger and counters are changed together.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function end_reservation(
  p_reservation quota_reservations, p_state text, p_amount bigint, p_lines quota_line[]
)
returns void
language plpgsql volatile
as $$
begin
  update ${schema}.quota_reservations as r
  set state = p_state, settled_amount = p_amount
  where r.tenant_id = p_reservation.tenant_id and r.id = p_reservation.id;
  perform ${schema}.post_quota(
    p_tenant_id => p_reservation.tenant_id, p_id => p_reservation.id,
    p_kind => case p_state when 'settled' then 'settle' else 'release' end,
    p_user_id => p_reservation.user_id, p_lines => p_lines, p_reason => null);
end
$$;

revoke execute on function end_reservation(quota_reservations, text, bigint, quota_line[])
  from public;

comment on function end_reservation(quota_reservations, text, bigint, quota_line[]) is
  'Internal: Ends a reservation that the caller has locked.';

select set_config('role', current_setting('lyss.migrating_role'), true);
