-- Filters the rows that search_query finds. It is SQL, so that it becomes part of the condition of the search: the
-- usual case, one run in a text that is as search compares it, then calls no function of LYSS, which takes longer
-- than looking for the run.
--
-- It is declared parallel unsafe for the reason that is told at contains_runs.
create or replace function has_runs(p_content text, p_runs text[]) returns boolean
language sql immutable parallel unsafe
return p_runs = '{}'
  or case
    when cardinality(p_runs) = 1 and is_search_text(p_content) then strpos(p_content, p_runs[1]) > 0
    else contains_runs(p_content, p_runs)
  end;

comment on function has_runs(text, text[]) is
  'Internal: Whether the content has every one of the runs of search_runs, if there are any.';
