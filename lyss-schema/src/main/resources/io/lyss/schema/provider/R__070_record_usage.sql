-- Records requests that had no reservation, or whose host counts itself: thousands at a time, an
-- element of each array for each. Idempotent: an id is counted once, however often it is told.
--
-- Users record what they used themselves, with tokens, groups and channels of theirs; system work
-- records anybody's.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function record_usage(
  p_tenant_id uuid,
  p_ids uuid[],
  p_user_ids uuid[],
  p_token_ids uuid[],
  p_channel_ids uuid[],
  p_group_ids uuid[],
  p_conversation_ids uuid[],
  p_models text[],
  p_outcomes text[],
  p_counts jsonb[],
  p_amounts bigint[],
  p_currencies text[],
  p_costs numeric[],
  p_times_to_first_token_ms integer[],
  p_durations_ms integer[],
  p_tags jsonb[]
)
returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_system constant boolean := require_user_or_system(p_tenant_id);
  v_recorded bigint;
begin
  if not v_system and (
    exists (select from unnest(p_user_ids) as u (id) where u.id is distinct from current_user_id())
    or exists (
      select from unnest(p_group_ids) as g (id) where g.id is not null and g.id <> all (current_group_ids())
    )
    or exists (
      select from (select distinct n.id from unnest(p_token_ids) as n (id)) as k
      where k.id is not null and not exists (
        select from user_tokens as t
        where t.tenant_id = p_tenant_id and t.id = k.id and t.user_id = current_user_id()
      )
    )
    or exists (
      select from (select distinct n.id from unnest(p_channel_ids) as n (id)) as k
      where not exists (
        select from provider_channels as c
        where c.tenant_id = p_tenant_id and c.id = k.id
          and can_use_channel(c.config_scope, c.owner_id, c.group_id)
      )
    )
  ) then
    raise exception 'users record what they used themselves, with what is theirs to use'
      using errcode = 'insufficient_privilege';
  end if;
  v_recorded := write_usage(
    p_tenant_id, p_ids, p_user_ids, p_token_ids, p_channel_ids, p_group_ids, p_conversation_ids,
    p_models, p_outcomes, p_counts, p_amounts, p_currencies, p_costs, p_times_to_first_token_ms,
    p_durations_ms, p_tags, array_fill(null::uuid, array[cardinality(p_ids)]));
  if v_recorded < cardinality(p_ids) and exists (
    select from unnest(p_ids, p_user_ids) as n (id, user_id)
    join usage_records as r
      on r.tenant_id = p_tenant_id and r.id = n.id and r.recorded_at = uuid_time(n.id)
    where r.user_id <> n.user_id
  ) then
    raise exception 'the id is that of a request of another user'
      using
        errcode = 'unique_violation',
        constraint = 'usage_records_tenant_id_id_recorded_at_pk';
  end if;
  return v_recorded;
end
$$;

revoke execute on function record_usage(
  uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], text[], jsonb[], bigint[], text[],
  numeric[], integer[], integer[], jsonb[]
) from public;
grant execute on function record_usage(
  uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], text[], jsonb[], bigint[], text[],
  numeric[], integer[], integer[], jsonb[]
) to authenticated_users, lyss_system;

comment on function record_usage(
  uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], text[], jsonb[], bigint[], text[],
  numeric[], integer[], integer[], jsonb[]
) is
  'Records requests that had no reservation; returns how many were not recorded before.';

select set_config('role', current_setting('lyss.migrating_role'), true);
