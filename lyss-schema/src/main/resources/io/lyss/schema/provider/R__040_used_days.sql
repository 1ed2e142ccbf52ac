-- Of a user, by their own index: the policy would let a search for the next day of all pass the rows of everybody
-- else. Of all, one after the other, each the next entry of an index. Without a sort, as a plan for any time, or for a table
-- of which nothing is known yet, would read all days to sort them.
create or replace function used_days(p_tenant_id uuid, p_first date, p_last date, p_user_id uuid)
returns date[]
language plpgsql stable
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
set enable_sort = off
as $$
begin
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
  'Internal: The days between two, both included, on which anything was used that the caller sees; of one user if one is named.';
