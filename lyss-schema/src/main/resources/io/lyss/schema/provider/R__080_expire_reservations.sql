-- A reservation that is being settled is skipped. Tokens and channels are locked in the order of
-- their ids before any of them is written, so that two runs at once do not wait in a circle.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function expire_reservations(p_limit integer) returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
  v_over quota_reservations[];
  v_hold record;
begin
  perform require_system();
  v_over := array(
    select r from quota_reservations as r
    where r.state = 'reserved' and r.expires_at <= v_now
    order by r.expires_at
    limit p_limit
    for no key update skip locked);
  perform from user_tokens as t
  where (t.tenant_id, t.id) in (select o.tenant_id, o.token_id from unnest(v_over) as o)
  order by t.tenant_id, t.id
  for no key update;
  perform from provider_channels as c
  where (c.tenant_id, c.id) in (select o.tenant_id, o.channel_id from unnest(v_over) as o)
  order by c.tenant_id, c.id
  for no key update;
  for v_hold in
    select o.tenant_id, o.token_id, o.channel_id, sum(o.amount)::bigint as amount
    from unnest(v_over) as o
    group by o.tenant_id, o.token_id, o.channel_id
  loop
    perform count_quota(
      v_hold.tenant_id, v_hold.token_id, v_hold.channel_id, -v_hold.amount);
  end loop;
  update quota_reservations as r
  set state = 'expired'
  where (r.tenant_id, r.id) in (select o.tenant_id, o.id from unnest(v_over) as o);
  return cardinality(v_over);
end
$$;

revoke execute on function expire_reservations(integer) from public;
grant execute on function expire_reservations(integer) to lyss_system;

comment on function expire_reservations(integer) is
  'Ends at most p_limit reservations that nobody has ended in time; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
