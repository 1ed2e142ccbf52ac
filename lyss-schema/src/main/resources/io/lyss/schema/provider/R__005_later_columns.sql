-- For files that make a view which shows all columns of a type: those that were added to it after the one that was its last
-- when the view was first made. Columns can be added to the end of a view, and not between others.
create or replace function later_columns(p_type regtype, p_last text, p_format text) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(string_agg(format(p_format, a.attname), '' order by a.attnum), '')
  from pg_type as t
  join pg_attribute as l on l.attrelid = t.typrelid and l.attname = p_last
  join pg_attribute as a on a.attrelid = t.typrelid and a.attnum > l.attnum and not a.attisdropped
  where t.oid = p_type
$$;

revoke execute on function later_columns(regtype, text, text) from public;

comment on function later_columns(regtype, text, text) is
  'Internal: A format filled in with the name of each column that was added to a type after the given one.';
