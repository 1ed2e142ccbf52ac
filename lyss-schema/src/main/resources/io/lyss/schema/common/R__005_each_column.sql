-- For files that make a function or a trigger which names all columns of a type: the file has the statement, and the
-- columns are filled in from the catalog. A column that a later version adds to the type is in all of them, because each
-- release applies these files again.
create or replace function each_column(p_type regtype, p_format text, p_between text default ', ') returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(format(p_format, a.attname), p_between order by a.attnum)
  from pg_type as t
  join pg_attribute as a on a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
  where t.oid = p_type
$$;

revoke execute on function each_column(regtype, text, text) from public;
grant execute on function each_column(regtype, text, text) to lyss_definer;

comment on function each_column(regtype, text, text) is
  'Internal: A format filled in with the name of each column of a type, in their order.';
