-- Whether a text contains the runs of search_runs: it filters the rows that search_query finds.
create or replace function contains_runs(p_content text, p_runs text[]) returns boolean
language sql immutable strict parallel safe
set search_path = ${schema}, pg_temp
as $$
  select bool_and(strpos(search_text(p_content), run) > 0) is not false from unnest(p_runs) as run
$$;

comment on function contains_runs(text, text[]) is 'Internal: Whether the content has every one of the runs.';
