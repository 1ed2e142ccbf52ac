-- For a service that was restored from a backup, or was added later, and has not heard what happened
-- meanwhile: the events that told of it were delivered. The facts come in the order of their times, so the
-- time of the last one says where to go on, also after a crash. Each is published with the time at which it
-- became so; whoever knows that, or more, changes nothing. Turns are taken in one order, so that two who do
-- this at once do not wait for each other.
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
  'Publishes again what others keep of tenants, users and groups and was changed after a time, at most so many unless several have one time; returns the time to go on after, or nothing where no more is left.';

select set_config('role', current_setting('lyss.migrating_role'), true);
