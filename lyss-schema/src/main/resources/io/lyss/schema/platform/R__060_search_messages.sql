-- Search in the current user's own messages.
--
-- Under row-level security an operator such as @@ is kept away from indexes: it is not leakproof,
-- so it may only look at rows that the policy has let through. Here it is the other way round:
-- lyss_definer, which is let through everywhere, owns the function, and the function restricts
-- itself to the current user; then the index over owner and words answers at once.
--
-- plan_cache_mode: which plan is best depends on how many rows have a word, so each search is
-- planned for its own words; and without a run to search for, nothing is left of that condition.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function search_messages(
  p_text text,
  p_limit integer,
  p_before_created_at timestamptz default 'infinity',
  p_before_id bigint default 0
)
returns setof messages
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  v_user constant integer := current_user_id();
  v_query constant tsquery := search_query(p_text);
  v_runs constant text[] := search_runs(p_text);
begin
  return query
    select m.*
    from messages as m
    where m.user_id = v_user
      and search_vector(m.content) @@ v_query
      and (v_runs = '{}' or contains_runs(m.content, v_runs))
      and (m.created_at, m.id) < (p_before_created_at, p_before_id)
    order by m.created_at desc, m.id desc
    limit p_limit;
end
$$;

revoke execute on function search_messages(text, integer, timestamptz, bigint) from public;
grant execute on function search_messages(text, integer, timestamptz, bigint)
  to authenticated_users;

comment on function search_messages(text, integer, timestamptz, bigint) is
  'The current user''s own messages that have every word of a text, newest first, before a position.';

select set_config('role', current_setting('lyss.migrating_role'), true);
