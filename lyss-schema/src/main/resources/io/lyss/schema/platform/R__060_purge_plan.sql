-- A dry run of purge_conversations, and how much it still has to do: as the job is set, or with another time to
-- keep.
create or replace function purge_plan(p_keep interval)
returns table (reason text, conversations bigint, messages bigint, held bigint)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_keep constant interval := coalesce(
    p_keep, (select m.keep from maintenance as m where m.name = 'old conversations'));
begin
  perform require_system();
  return query
    select
      p.reason,
      count(*) filter (where not p.held),
      coalesce(sum(c.message_count) filter (where not p.held), 0)::bigint,
      count(*) filter (where p.held)
    from (
      select g.*, false as held from conversations_to_purge(v_keep, false, null) as g
      union all
      select k.*, true from conversations_to_purge(v_keep, true, null) as k
    ) as p
    join conversations as c on c.id = p.id
    group by p.reason
    order by p.reason;
end
$$;

revoke execute on function purge_plan(interval) from public;
grant execute on function purge_plan(interval) to lyss_system;

comment on function purge_plan(interval) is
  'How many conversations purge_conversations would delete and why, and how many legal holds keep; null for the retention of the job.';
