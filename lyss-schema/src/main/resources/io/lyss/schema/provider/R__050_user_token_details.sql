-- Tokens without their hashes, with the channels that they are restricted to. The status of an
-- expired token is 3.
do $do$
begin
  execute format(
$view$
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
  u.used as used_quota,
  u.held as held_quota,
  t.rate_limit,
  case
    when token_state(t.status, t.revoked_at, t.expires_at, statement_time()) = 'expired' then 3
    else t.status
  end as status,
  t.expires_at,
  t.revoked_at,
  t.last_used_at,
  t.created_at,
  t.updated_at%s
from user_tokens as t
cross join lateral (
  select
    least(coalesce(sum(q.used), 0), 9223372036854775807)::bigint as used,
    least(coalesce(sum(q.held), 0), 9223372036854775807)::bigint as held
  from quota_counters as q
  where q.tenant_id = t.tenant_id and q.limit_id = t.id and q.measure = 'quota'
) as u
$view$,
    later_columns('token_settings', 'expires_at', ', t.%I'));
end
$do$;

grant select on user_token_details to lyss_definer;

comment on view user_token_details is
  'Tokens without their hashes, with the channels that they are restricted to.';
