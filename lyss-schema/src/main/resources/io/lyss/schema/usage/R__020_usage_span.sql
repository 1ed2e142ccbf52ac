-- The rules for an id are rules for its time. Where they hold for the first and the last id of a batch, they
-- hold for all between. The text of a UUID has the order of its time.
create or replace function usage_span(p_ids uuid[], out first_at timestamptz, out last_at timestamptz)
language plpgsql stable
as $$
declare
  v_first uuid;
  v_last uuid;
  v_timed integer;
begin
  select min(i.id)::uuid, max(i.id)::uuid, count(*) filter (where substr(i.id, 15, 1) = '7')
  into v_first, v_last, v_timed
  from (select n.id::text collate "C" as id from unnest(p_ids) as n (id)) as i;
  if v_timed = cardinality(p_ids) then
    if v_timed > 0 then
      perform ${schema}.require_usage_ids(array[v_first, v_last]);
    end if;
  else
    perform ${schema}.require_usage_ids(p_ids);
  end if;
  first_at := ${schema}.uuid_time(v_first);
  last_at := ${schema}.uuid_time(v_last);
end
$$;

comment on function usage_span(uuid[]) is
  'Internal: The first and the last time of the ids of a batch; fails as require_usage_ids() does.';
