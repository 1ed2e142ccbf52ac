-- The days of one user are found by the user's own index: under the policy, a search for the next day of all
-- users would pass the rows of everybody else. The days of all users are found one after the other, each as the
-- next entry of an index. Sorts are off, because a plan for any time, or for a table not yet analyzed, would
-- read all days to sort them.
create or replace function used_days(p_tenant_id uuid, p_first date, p_last date, p_user_id uuid)
returns date[]
language plpgsql stable
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
set enable_sort = off
as $$
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  if p_user_id is not null then
    return array(
      select distinct t.day from usage_days as t
      where t.tenant_id = p_tenant_id and t.user_id = p_user_id and t.day >= p_first and t.day <= p_last
      order by t.day);
  end if;
  return array(
    with recursive known (day) as (
      (
        select t.day from usage_days as t
        where t.tenant_id = p_tenant_id and t.day >= p_first and t.day <= p_last
        order by t.day
        limit 1
      )
      union all
      select n.day
      from known as k
      cross join lateral (
        select t.day from usage_days as t
        where t.tenant_id = p_tenant_id and t.day > k.day and t.day <= p_last
        order by t.day
        limit 1
      ) as n
    )
    select k.day from known as k);
end
$$;

comment on function used_days(uuid, date, date, uuid) is
  'Internal: The days between two, both included, on which the caller sees any usage; of one user if p_user_id is given.';
