-- search_query splits 天气预报 into pairs, which may all occur without standing in a row. So runs of three letters
-- or more are also searched for in the text itself; for shorter ones the letter or pair suffices.
create or replace function search_runs(p_text text) returns text[]
language plpgsql immutable strict parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  -- ASCII has none
  if octet_length(p_text) = length(p_text) then
    return '{}';
  end if;
  return (
    select coalesce(array_agg(m[1]), '{}')
    from regexp_matches(search_input(p_text), pair_letters(), 'g') as m
    where char_length(m[1]) > 2);
end
$$;

comment on function search_runs(text) is
  'Internal: The runs of a search text that search_query alone does not find exactly.';
