-- For a service that was restored from a backup, or was added later, and has missed events that were delivered.
-- Facts come in the order of their times, so the time of the last one says where to continue, also after a
-- crash. Each is published with its original time; a consumer that knows it, or a later one, changes nothing.
-- Turns are taken in one order, so that two calls at once do not deadlock.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function republish(p_since timestamptz, p_limit integer) returns setof timestamptz
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_fact record;
  v_told integer := 0;
  v_last timestamptz;
begin
  perform require_system_work();
  perform require_limit(p_limit);
  for v_fact in
    select f.* from facts_since(p_since, p_limit) as f
    order by f.tenant_id, f.kind = 'group', f.id, f.changed_at
  loop
    perform republish_fact(v_fact.tenant_id, v_fact.kind, v_fact.id);
    v_told := v_told + 1;
    v_last := greatest(v_last, v_fact.changed_at);
  end loop;
  if v_told >= p_limit then
    return next v_last;
  end if;
end
$$;

revoke execute on function republish(timestamptz, integer) from public;
grant execute on function republish(timestamptz, integer) to lyss_system;

comment on function republish(timestamptz, integer) is
  'Publishes again the facts of tenants, users and groups that were changed after a time: at most p_limit, unless several have one time. Returns the time after which to continue, or nothing at the end.';

select set_config('role', current_setting('lyss.migrating_role'), true);
