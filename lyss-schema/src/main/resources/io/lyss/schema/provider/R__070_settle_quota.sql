-- A reservation is settled with what the request used (here), released if it used nothing
-- (release_quota), or expired if nobody reported either (expire_reservations). Each is idempotent,
-- and locks the reservation, then the token, then the channel.
--
-- An expired reservation can still be settled: the provider has been paid, however late that is
-- known. Its quota was given back, so the whole amount is counted now, as far as there is quota left.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

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
  perform write_usage(
    p_tenant_id, array[p_usage_id], array[v_known.user_id], array[v_known.token_id],
    array[v_known.channel_id], array[null::uuid], array[null::uuid], array[v_known.model::text],
    array['ok'],
    array[jsonb_build_object('input', p_prompt_tokens, 'output', p_completion_tokens)],
    array[p_amount], array[null::text], array[p_cost], array[null::integer],
    array[null::integer], array['{}'::jsonb], array[p_id]);
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

revoke execute on function settle_quota(uuid, uuid, uuid, bigint, bigint, bigint, numeric)
  from public;
grant execute on function settle_quota(uuid, uuid, uuid, bigint, bigint, bigint, numeric)
  to authenticated_users, lyss_system;

comment on function settle_quota(uuid, uuid, uuid, bigint, bigint, bigint, numeric) is
  'Ends a reservation with what the request used, and records it; returns how it ended, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);
