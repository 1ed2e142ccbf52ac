-- Whether a token is taken at a time.
create or replace function token_state(
  p_status integer, p_revoked_at timestamptz, p_expires_at timestamptz, p_at timestamptz
)
returns text
language sql immutable parallel safe
return case
  when p_revoked_at is not null then 'revoked'
  when p_status = 2 then 'disabled'
  when p_expires_at <= p_at then 'expired'
  else 'active'
end;

comment on function token_state(integer, timestamptz, timestamptz, timestamptz) is
  'Internal: active, revoked, disabled or expired: whether a token is taken at a time.';

-- Tokens without the hashes, with the channels that they are restricted to. Its status is 3 for what
-- has expired.
create or replace view user_token_details with (security_invoker = true) as
select
  t.tenant_id,
  t.id,
  t.user_id,
  t.name,
  t.key_prefix,
  t.previous_key_expires_at,
  t.restricted_to_channels,
  array(
    select c.channel_id from user_token_channels as c
    where c.tenant_id = t.tenant_id and c.token_id = t.id
    order by c.channel_id
  ) as channel_ids,
  t.allowed_models,
  t.quota,
  t.used_quota,
  t.rate_limit,
  case
    when token_state(t.status, t.revoked_at, t.expires_at, statement_timestamp()) = 'expired' then 3
    else t.status
  end as status,
  t.expires_at,
  t.revoked_at,
  t.last_used_at,
  t.created_at,
  t.updated_at
from user_tokens as t;

grant select on user_token_details to lyss_definer;

comment on view user_token_details is
  'Tokens without their hashes, with the channels that they are restricted to.';

-- Why a request with a token of who is asking is refused, whatever the channel; null if it is not.
create or replace function token_refusal(
  p_tenant_id uuid, p_token_id uuid, p_model text, p_amount bigint
)
returns text
language plpgsql stable
as $$
declare
  v_refusal text;
begin
  select
    case
      when ${schema}.token_state(t.status, t.revoked_at, t.expires_at, statement_timestamp())
        <> 'active' then 'token_invalid'
      when not t.allowed_models ? p_model then 'model_not_allowed'
      when t.quota <> -1 and t.quota - t.used_quota < p_amount then 'token_exhausted'
    end
  into v_refusal
  from ${schema}.user_tokens as t
  where t.tenant_id = p_tenant_id and t.id = p_token_id
    and t.user_id = ${schema}.current_user_id();
  return case when found then v_refusal else 'token_invalid' end;
end
$$;

revoke execute on function token_refusal(uuid, uuid, text, bigint) from public;
grant execute on function token_refusal(uuid, uuid, text, bigint) to lyss_definer;

comment on function token_refusal(uuid, uuid, text, bigint) is
  'Internal: token_invalid, model_not_allowed or token_exhausted; null if the token allows the request.';

-- The channels that a token leaves open; null for all of them, as without a token.
create or replace function token_channels(p_tenant_id uuid, p_token_id uuid) returns uuid[]
language plpgsql stable
as $$
begin
  return (
    select d.channel_ids from ${schema}.user_token_details as d
    where d.tenant_id = p_tenant_id and d.id = p_token_id and d.restricted_to_channels);
end
$$;

revoke execute on function token_channels(uuid, uuid) from public;
grant execute on function token_channels(uuid, uuid) to lyss_definer;

comment on function token_channels(uuid, uuid) is
  'Internal: The channels that a token is restricted to; null if it is not, and without one.';
