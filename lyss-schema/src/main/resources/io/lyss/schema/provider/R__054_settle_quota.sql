-- Ends holds: settled with what the request took, released as nothing was used, or expired as nobody
-- said which. Each can be repeated. They lock the reservation, then the token, then the channel.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

-- Takes more, or gives back. What goes beyond the quota is not counted: usage has it.
create or replace function count_quota(
  p_tenant_id uuid, p_token_id uuid, p_channel_id uuid, p_amount bigint
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  if p_amount = 0 then
    return;
  end if;
  update user_tokens as t
  set used_quota = greatest(
    0,
    case t.quota
      when -1 then t.used_quota + p_amount
      else t.used_quota + least(p_amount, t.quota - t.used_quota)
    end)
  where t.tenant_id = p_tenant_id and t.id = p_token_id;
  update provider_channels as c
  set used_quota = greatest(
    0,
    case c.quota
      when -1 then c.used_quota + p_amount
      else c.used_quota + least(p_amount, c.quota - c.used_quota)
    end)
  where c.tenant_id = p_tenant_id and c.id = p_channel_id;
end
$$;

-- The reservation, locked, if it is the asker's; system work may end anybody's.
create or replace function lock_reservation(p_tenant_id uuid, p_id uuid)
returns setof quota_reservations
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_system constant boolean := require_user_or_system(p_tenant_id);
begin
  return query
    select * from quota_reservations as r
    where r.tenant_id = p_tenant_id and r.id = p_id
      and (v_system or r.user_id = current_user_id())
    for no key update;
end
$$;

-- One that has expired can be settled still: the provider has been paid, however late that is known.
-- Its hold was given back, so all of it is taken now, as far as there is quota left.
create or replace function settle_quota(
  p_tenant_id uuid,
  p_id uuid,
  p_usage_id uuid,
  p_amount bigint,
  p_prompt_tokens bigint,
  p_completion_tokens bigint,
  p_cost numeric
)
returns table (state varchar, settled_amount bigint)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_known quota_reservations;
begin
  select * into v_known from lock_reservation(p_tenant_id, p_id);
  if not found then
    return;
  end if;
  if v_known.state not in ('reserved', 'expired') then
    return query select v_known.state, v_known.settled_amount;
    return;
  end if;
  insert into usage_records
    (tenant_id, id, user_id, token_id, channel_id, model, prompt_tokens, completion_tokens, amount,
      cost, reservation_id)
  values
    (p_tenant_id, p_usage_id, v_known.user_id, v_known.token_id, v_known.channel_id, v_known.model,
      p_prompt_tokens, p_completion_tokens, p_amount, p_cost, p_id);
  update quota_reservations as r
  set state = 'settled', settled_amount = p_amount
  where r.tenant_id = p_tenant_id and r.id = p_id;
  perform count_quota(
    p_tenant_id,
    v_known.token_id,
    v_known.channel_id,
    case v_known.state when 'reserved' then p_amount - v_known.amount else p_amount end);
  return query select 'settled'::varchar, p_amount;
end
$$;

create or replace function release_quota(p_tenant_id uuid, p_id uuid)
returns table (state varchar, settled_amount bigint)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_known quota_reservations;
begin
  select * into v_known from lock_reservation(p_tenant_id, p_id);
  if not found then
    return;
  end if;
  if v_known.state <> 'reserved' then
    return query select v_known.state, v_known.settled_amount;
    return;
  end if;
  update quota_reservations as r
  set state = 'released'
  where r.tenant_id = p_tenant_id and r.id = p_id;
  perform count_quota(p_tenant_id, v_known.token_id, v_known.channel_id, -v_known.amount);
  return query select 'released'::varchar, null::bigint;
end
$$;

-- What is being settled at the moment is left alone. Tokens and channels are locked in order of their
-- identities before any of them is written, so that two that run at once do not wait in a circle.
create or replace function expire_reservations(p_limit integer) returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_timestamp();
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

-- What is over is kept for those who repeat a call; usage stays.
create or replace function forget_reservations(p_older_than interval, p_limit integer)
returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_before constant timestamptz := statement_timestamp() - p_older_than;
  v_forgotten bigint;
begin
  perform require_system();
  delete from quota_reservations as r
  where (r.tenant_id, r.id) in (
    select o.tenant_id, o.id from quota_reservations as o
    where o.state <> 'reserved' and o.expires_at < v_before
    order by o.expires_at
    limit p_limit
    for update skip locked);
  get diagnostics v_forgotten = row_count;
  return v_forgotten;
end
$$;

revoke execute on function
  count_quota(uuid, uuid, uuid, bigint),
  lock_reservation(uuid, uuid),
  settle_quota(uuid, uuid, uuid, bigint, bigint, bigint, numeric),
  release_quota(uuid, uuid),
  expire_reservations(integer),
  forget_reservations(interval, integer)
  from public;
grant execute on function
  settle_quota(uuid, uuid, uuid, bigint, bigint, bigint, numeric),
  release_quota(uuid, uuid)
  to authenticated_users, lyss_system;
grant execute on function expire_reservations(integer), forget_reservations(interval, integer)
  to lyss_system;

comment on function count_quota(uuid, uuid, uuid, bigint) is
  'Internal: Counts an amount, or gives one back, within 0 and the quota of token and channel.';
comment on function lock_reservation(uuid, uuid) is
  'Internal: Locks a reservation that is the asker''s to end, and returns it.';
comment on function settle_quota(uuid, uuid, uuid, bigint, bigint, bigint, numeric) is
  'Ends a hold with what the request took and records it; returns how the hold ended, or nothing.';
comment on function release_quota(uuid, uuid) is
  'Ends a hold of which nothing was used; returns how it ended, or nothing.';
comment on function expire_reservations(integer) is
  'Ends holds that nobody has ended in time, so many at most; returns how many.';
comment on function forget_reservations(interval, integer) is
  'Deletes reservations that ended so long ago, so many at most; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
