-- Finds what a statement waited for, where PostgreSQL's error only says that a lock was not free in time. The context
-- of the error has the table first, or else the functions that waited, whatever the language of the words around them.
create or replace function waited_for(p_context text) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (
      select format('%s was locked: %s', t.name, coalesce(
        ${schema}.row_lockers(array[t.relation]), 'nobody holds it any more'))
      from (
        select c.relname as name, c.oid::regclass as relation
        from regexp_matches(split_part(p_context, E'\n', 1), '\w+', 'g') with ordinality as w (word, place)
        join pg_class as c on c.relname = w.word[1] and c.relkind in ('r', 'p')
        where c.relnamespace = to_regnamespace('${schema}')
        order by w.place
        limit 1
      ) as t
    ),
    (
      select 'another session has done the same as ' || w.word[1]
      from regexp_matches(p_context, '(\w+)\(', 'g') with ordinality as w (word, place)
      join pg_proc as p on p.proname = w.word[1] and p.pronamespace = to_regnamespace('${schema}')
      order by w.place
      limit 1
    ),
    'it is not known which')
$$;

revoke execute on function waited_for(text) from public;
grant execute on function waited_for(text) to lyss_system, lyss_definer;

comment on function waited_for(text) is
  'Internal: Says which table was locked, and by whom, where PostgreSQL only says that a lock was not free in time.';
