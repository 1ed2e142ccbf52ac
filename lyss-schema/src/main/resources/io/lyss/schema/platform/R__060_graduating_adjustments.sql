-- Corrections of usage as rows of the provider database.
create or replace function graduating_adjustments(p_after bigint, p_until bigint, p_since bigint)
returns table (
  old_id bigint, tenant_id uuid, usage_id uuid, number integer, usage_recorded_at timestamptz, user_id uuid,
  requests smallint, unpriced smallint, price_id uuid, currency text, cost numeric, reason text,
  recorded_at timestamptz
)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select
    a.usage_id, g.tenant_id, k.id, a.number, uuid_time(k.id), u.new_id, a.requests, a.unpriced, a.price_id,
    coalesce(a.currency, g.currency), a.cost, a.reason, a.recorded_at
  from usage_adjustments as a
  cross join graduations as g
  cross join usage_watermark as w
  join graduated_ids as u on u.kind = 'user' and u.old_id = a.user_id
  join usage_statistics as s on s.id = a.usage_id and s.recorded_at = a.usage_recorded_at
  cross join lateral (
    select graduated_request_id(
      p_tenant_id => g.tenant_id, p_old_id => s.id, p_request_id => s.request_id, p_user_id => s.user_id,
      p_recorded_at => s.recorded_at)
  ) as k (id)
  where a.usage_id > p_after and a.usage_id <= p_until and (p_since is null or a.stamp >= w.epoch + p_since)
$$;

comment on function graduating_adjustments(bigint, bigint, bigint) is
  'Internal: Corrections of requests with ids after the one and up to the other, written since, as rows of the provider database.';
