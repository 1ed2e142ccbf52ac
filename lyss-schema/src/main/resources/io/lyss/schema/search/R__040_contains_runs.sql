-- Looks for the runs of search_runs in a text of any kind. has_runs looks by itself in the usual ones.
--
-- A run has to be in the text as search_text gives it. Calling search_text takes ten times as long as looking for a run
-- in its result, so it is called only for a text that it may change.
--
-- It is declared parallel unsafe, so that no search runs in parallel. Plans of searches are made with altered
-- costs, which lead to the right index and do not estimate the time; and starting workers takes longer than a
-- search.
create or replace function contains_runs(p_content text, p_runs text[]) returns boolean
language plpgsql immutable strict parallel unsafe
set search_path = ${schema}, pg_temp
as $$
declare
  v_text text;
  v_run text;
begin
  if is_search_text(p_content) then
    v_text := p_content;
  end if;
  foreach v_run in array p_runs loop
    v_text := coalesce(v_text, search_text(p_content));
    if strpos(v_text, v_run) = 0 then
      return false;
    end if;
  end loop;
  return true;
end
$$;

comment on function contains_runs(text, text[]) is
  'Internal: Whether the content has every one of the runs.';
