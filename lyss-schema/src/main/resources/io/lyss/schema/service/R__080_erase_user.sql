-- Erases a person's data, at most p_limit rows in a transaction: call it until erased_at is set. It can be
-- interrupted, because each step is kept, and a job continues what was begun. Called again after the end, it
-- erases what has come since.
--
-- A transaction that is open meanwhile may write more, and commit later. So an erasure is done once nothing is left and
-- all transactions have ended that were open when nothing was left for the first time. Until then it awaits them, and
-- no call waits: the job calls again when they have ended.
--
-- A tenant's own id, given as the user, means the whole tenant, as in legal holds: then every row of the tenant
-- is erased, except what personal_tables() keeps. The tenant has to be deleted in the database of tenants
-- first.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function erase_user(
  p_tenant_id uuid, p_user_id uuid, p_limit integer default 1000
)
returns setof erasures
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_whole constant boolean := p_user_id = p_tenant_id;
  v_counts jsonb;
  v_requested_at timestamptz;
  v_erased_at timestamptz;
  v_awaited text[];
  v_told jsonb;
  v_step record;
  v_table text;
  v_announced jsonb;
begin
  perform require_system();
  perform require_limit(p_limit);
  if v_whole and tenant_status(p_tenant_id) is distinct from 'deleted' then
    raise exception 'the tenant % is not deleted', p_tenant_id
      using
        errcode = 'check_violation',
        constraint = 'erase_tenant_status',
        hint = 'set_tenant_status() deletes it in the database of tenants; the others are told by accept_tenant().';
  end if;
  perform await_turn_to_erase();
  perform refuse_held(p_tenant_id, p_user_id);
  insert into erasures as e (tenant_id, user_id, reason, requested_by)
  values (p_tenant_id, p_user_id, current_system_reason(), current_user_id())
  on conflict (tenant_id, user_id) do update
  set
    reason = case when e.erased_at is null then e.reason else excluded.reason end,
    requested_by = case when e.erased_at is null then e.requested_by else excluded.requested_by end,
    requested_at = case when e.erased_at is null then e.requested_at else excluded.requested_at end,
    counts = case when e.erased_at is null then e.counts else '{}' end,
    erased_at = null
  returning e.counts, e.requested_at, e.awaits into v_counts, v_requested_at, v_awaited;
  select * into v_step from erase_step(
    p_tenant => format('tenant_id = %L', p_tenant_id),
    p_person => case when not v_whole then p_user_id::text end,
    p_requested_at => v_requested_at, p_counts => v_counts, p_awaited => v_awaited, p_limit => p_limit);
  for v_table, v_announced in select a.key, a.value from jsonb_each(v_step.announced) as a loop
    perform announce_erased(
      p_tenant_id, p_user_id, v_table, array(select jsonb_array_elements_text(v_announced)));
  end loop;
  if v_step.is_done then
    v_erased_at := greatest(statement_time(), v_requested_at);
    -- ids, time and counts: an entry of a journal as well
    v_told := jsonb_build_object(
      'tenant_id', p_tenant_id, 'user_id', p_user_id, 'erased_at', v_erased_at, 'counts', v_step.counts);
    if v_whole then
      if exists (
        select from pg_class as c
        where c.relnamespace = to_regnamespace('${schema}') and c.relname = 'tenants'
      ) then
        -- The remaining row has neither its name nor its slug, which another tenant may take now.
        update tenants as t set name = t.id::text, slug = t.id::text where t.id = p_tenant_id;
      end if;
      perform publish_event(p_tenant_id, 'tenant:' || p_tenant_id, 'tenant.erased', v_told);
    else
      perform publish_event(p_tenant_id, 'user:' || p_user_id, 'user.erased', v_told);
    end if;
  end if;
  return query
    update erasures as e
    set
      counts = v_step.counts, erased_at = v_erased_at, awaits = v_step.awaits, failed_at = null, error = null
    where e.tenant_id = p_tenant_id and e.user_id = p_user_id
    returning e.*;
end
$$;

revoke execute on function erase_user(uuid, uuid, integer) from public;
grant execute on function erase_user(uuid, uuid, integer) to lyss_system;

comment on function erase_user(uuid, uuid, integer) is
  'Erases at most p_limit rows about a user, or all of a tenant whose id is the user''s, and returns what was erased so far; erased_at is null while something is left, or while it awaits transactions.';

select set_config('role', current_setting('lyss.migrating_role'), true);
