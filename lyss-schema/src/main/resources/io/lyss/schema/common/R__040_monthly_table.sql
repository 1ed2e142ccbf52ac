-- What the functions for partitions need to know of a table. Through it they refuse any other table.
create or replace function monthly_table(
  p_table regclass, out key name, out name text, out default_partition regclass
)
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  select a.attname, c.relname, nullif(t.partdefid, 0)
  into key, name, default_partition
  from pg_partitioned_table as t
  join pg_class as c on c.oid = t.partrelid
  join pg_attribute as a on a.attrelid = t.partrelid and a.attnum = t.partattrs[0]
  where t.partrelid = p_table and c.relnamespace = to_regnamespace('${schema}');
  if not found then
    raise exception 'the table is %, which is not a partitioned table of the schema ${schema}',
      coalesce(p_table::text, 'none that is there')
      using errcode = 'invalid_parameter_value';
  end if;
end
$$;

comment on function monthly_table(regclass) is
  'Internal: The column that a table is partitioned by, its name and its default partition; fails with 22023 for another table.';
