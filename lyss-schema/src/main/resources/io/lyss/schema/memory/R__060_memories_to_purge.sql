-- The memories to delete, each with the first reason that applies: it was deleted long ago, or not changed for
-- as long as its tenant keeps memories. With p_held it returns those that legal holds keep, otherwise the
-- others.
--
-- It bypasses the policies: only functions that have checked their caller may call it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function memories_to_purge(
  p_tenant_id uuid,
  p_older_than interval,
  p_keep_days integer,
  p_held boolean,
  p_limit integer
)
returns table (tenant_id uuid, user_id uuid, id uuid, reason text, unchanged_since timestamptz)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
  v_deleted constant timestamptz := v_now - p_older_than;
  v_left bigint := p_limit;
  v_found bigint;
  v_rule record;
begin
  return query
    select m.tenant_id, m.user_id, m.id, 'deleted', v_deleted
    from user_memories as m
    where m.status = 'deleted' and m.updated_at < v_deleted
      and (p_tenant_id is null or m.tenant_id = p_tenant_id)
      and p_held = exists (
        select 1 from legal_holds as h
        where h.tenant_id = m.tenant_id and h.subject_id in (m.tenant_id, m.user_id))
    order by m.updated_at
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
      select m.tenant_id, m.user_id, m.id, 'retention', v_now - make_interval(hours => 24 * v_rule.keep_days)
      from user_memories as m
      where m.tenant_id = v_rule.tenant_id
        and m.updated_at < v_now - make_interval(hours => 24 * v_rule.keep_days)
        and not (m.status = 'deleted' and m.updated_at < v_deleted)
        and p_held = exists (
          select 1 from legal_holds as h
          where h.tenant_id = m.tenant_id and h.subject_id in (m.tenant_id, m.user_id))
      order by m.updated_at
      limit v_left;
    get diagnostics v_found = row_count;
    v_left := v_left - v_found;
  end loop;
end
$$;

revoke execute on function memories_to_purge(uuid, interval, integer, boolean, integer) from public;

comment on function memories_to_purge(uuid, interval, integer, boolean, integer) is
  'Internal: At most p_limit memories to delete, and why; those that legal holds keep, or the others.';

select set_config('role', current_setting('lyss.migrating_role'), true);
