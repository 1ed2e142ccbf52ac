-- Reserves quota for a request, on its token and its channel or on neither, and never more than there
-- is. Every function that counts quota locks the token before the channel, so that no two
-- wait for each other.
--
-- It is idempotent: the same id again returns the same reservation, whatever has become of it. An id
-- that another request has used is an error. A lack of quota is an answer and no error, so that the
-- caller's transaction stays usable.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function reserve_quota(
  p_tenant_id uuid,
  p_id uuid,
  p_token_id uuid,
  p_channel_id uuid,
  p_model text,
  p_amount bigint,
  p_hold interval
)
returns table (outcome text, state varchar, expires_at timestamptz)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user_id constant uuid := require_user(p_tenant_id);
  v_until constant timestamptz := statement_time() + p_hold;
  v_open constant uuid[] := token_channels(p_tenant_id, p_token_id);
  v_known quota_reservations;
begin
  perform from user_tokens as t
  where t.tenant_id = p_tenant_id and t.id = p_token_id and t.user_id = v_user_id
  for no key update;
  perform from provider_channels as c
  where c.tenant_id = p_tenant_id and c.id = p_channel_id
    and can_use_channel(c.config_scope, c.owner_id, c.group_id)
  for no key update;

  select * into v_known from quota_reservations as r
  where r.tenant_id = p_tenant_id and r.id = p_id;
  if found then
    if (v_known.user_id, v_known.token_id, v_known.channel_id, v_known.model, v_known.amount)
      is distinct from (v_user_id, p_token_id, p_channel_id, p_model, p_amount) then
      raise exception 'another reservation has this id'
        using
          errcode = 'unique_violation',
          constraint = 'quota_reservations_tenant_id_id_pk';
    end if;
    return query select 'reserved', v_known.state, v_known.expires_at;
    return;
  end if;

  if p_token_id is not null then
    outcome := token_refusal(p_tenant_id, p_token_id, p_model, p_amount);
  end if;
  if outcome is null then
    select
      case
        when a.state in ('disabled', 'exhausted') then 'channel_' || a.state
        when c.quota <> -1 and c.quota - c.used_quota < p_amount then 'channel_exhausted'
      end
    into outcome
    from channel_states as a
    join provider_channels as c on c.tenant_id = a.tenant_id and c.id = a.id
    where a.tenant_id = p_tenant_id and a.id = p_channel_id
      and can_use_channel(a.config_scope, a.owner_id, a.group_id)
      and a.models ? p_model
      and (v_open is null or a.id = any (v_open));
    if not found then
      outcome := 'channel_invalid';
    end if;
  end if;
  if outcome is not null then
    return next;
    return;
  end if;

  insert into quota_reservations
    (tenant_id, id, user_id, token_id, channel_id, model, amount, expires_at)
  values
    (p_tenant_id, p_id, v_user_id, p_token_id, p_channel_id, p_model, p_amount, v_until);
  update user_tokens as t
  set used_quota = t.used_quota + p_amount
  where t.tenant_id = p_tenant_id and t.id = p_token_id;
  update provider_channels as c
  set used_quota = c.used_quota + p_amount
  where c.tenant_id = p_tenant_id and c.id = p_channel_id;
  return query select 'reserved', 'reserved'::varchar, v_until;
end
$$;

revoke execute on function reserve_quota(uuid, uuid, uuid, uuid, text, bigint, interval)
  from public;
grant execute on function reserve_quota(uuid, uuid, uuid, uuid, text, bigint, interval)
  to authenticated_users;

comment on function reserve_quota(uuid, uuid, uuid, uuid, text, bigint, interval) is
  'Reserves quota for a request, or says why not: one row.';

select set_config('role', current_setting('lyss.migrating_role'), true);
