-- For a service that was restored from a backup, or was added later: publishes the lists of prices that were
-- changed after a time, in the order of these times. Each has its own time, so a consumer that knows it changes
-- nothing. It takes the turn before it reads the list: a later change of the list is published later.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function republish(p_since timestamptz, p_limit integer) returns setof timestamptz
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_list record;
  v_key text;
  v_told integer := 0;
  v_last timestamptz;
begin
  perform require_system_work();
  perform require_limit(p_limit);
  for v_list in
    select f.* from (
      select l.* from model_price_lists as l
      where l.changed_at > p_since
      order by l.changed_at
      fetch first (p_limit) rows with ties
    ) as f
    order by f.tenant_id, f.provider_type, f.model
  loop
    v_key := 'price:' || v_list.provider_type || '/' || v_list.model;
    perform take_turn(v_list.tenant_id, v_key);
    perform publish_event(
      v_list.tenant_id, v_key, 'price.changed', l.list || '{"republished": true}')
    from price_list(v_list.tenant_id, v_list.provider_type, v_list.model) as l (list);
    v_told := v_told + 1;
    v_last := greatest(v_last, v_list.changed_at);
  end loop;
  if v_told >= p_limit then
    return next v_last;
  end if;
end
$$;

revoke execute on function republish(timestamptz, integer) from public;
grant execute on function republish(timestamptz, integer) to lyss_system;

comment on function republish(timestamptz, integer) is
  'Publishes again the prices that were changed after a time: at most p_limit lists, unless several have one time. Returns the time after which to continue, or nothing at the end.';

select set_config('role', current_setting('lyss.migrating_role'), true);
