-- The conversations to delete, each with the first reason that applies: it was deleted long ago, has expired,
-- or was not active for as long as its tenant keeps conversations. With p_held it returns those that legal
-- holds keep, otherwise the others.
--
-- It bypasses the policies: only functions that have checked their caller may call it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function conversations_to_purge(
  p_tenant_id uuid,
  p_deleted_for interval,
  p_keep_days integer,
  p_held boolean,
  p_limit integer
)
returns table (tenant_id uuid, id uuid, user_id uuid, reason text, idle_since timestamptz)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
  v_deleted constant timestamptz := v_now - p_deleted_for;
  v_left bigint := p_limit;
  v_found bigint;
  v_rule record;
begin
  return query
    select c.tenant_id, c.id, c.user_id, 'deleted', null::timestamptz
    from conversations as c
    where c.deleted_at < v_deleted
      and (p_tenant_id is null or c.tenant_id = p_tenant_id)
      and p_held = exists (
        select 1 from legal_holds as h
        where h.tenant_id = c.tenant_id and h.subject_id in (c.tenant_id, c.user_id))
    order by c.deleted_at
    limit v_left;
  get diagnostics v_found = row_count;
  v_left := v_left - v_found;
  return query
    select c.tenant_id, c.id, c.user_id, 'expired', null::timestamptz
    from conversations as c
    where c.expires_at <= v_now
      and (p_tenant_id is null or c.tenant_id = p_tenant_id)
      and (c.deleted_at is null or c.deleted_at >= v_deleted)
      and p_held = exists (
        select 1 from legal_holds as h
        where h.tenant_id = c.tenant_id and h.subject_id in (c.tenant_id, c.user_id))
    order by c.expires_at
    limit v_left;
  get diagnostics v_found = row_count;
  v_left := v_left - v_found;
  for v_rule in
    select p_tenant_id as tenant_id, p_keep_days as keep_days where p_keep_days is not null
    union all
    select r.tenant_id, r.keep_days from tenant_retention as r
    where p_keep_days is null and (p_tenant_id is null or r.tenant_id = p_tenant_id)
  loop
    exit when v_left = 0;
    return query
      select c.tenant_id, c.id, c.user_id, 'retention', v_now - make_interval(hours => 24 * v_rule.keep_days)
      from conversations as c
      where c.tenant_id = v_rule.tenant_id
        and c.active_hour < v_now - make_interval(hours => 24 * v_rule.keep_days)
        and c.last_active_at < v_now - make_interval(hours => 24 * v_rule.keep_days)
        and c.status <> 'purged'
        and (c.deleted_at is null or c.deleted_at >= v_deleted)
        and (c.expires_at is null or c.expires_at > v_now)
        and p_held = exists (
          select 1 from legal_holds as h
          where h.tenant_id = c.tenant_id and h.subject_id in (c.tenant_id, c.user_id))
      limit v_left;
    get diagnostics v_found = row_count;
    v_left := v_left - v_found;
  end loop;
end
$$;

revoke execute on function conversations_to_purge(uuid, interval, integer, boolean, integer)
  from public;

comment on function conversations_to_purge(uuid, interval, integer, boolean, integer) is
  'Internal: At most p_limit conversations to delete, and why; those that legal holds keep, or the others.';

select set_config('role', current_setting('lyss.migrating_role'), true);
