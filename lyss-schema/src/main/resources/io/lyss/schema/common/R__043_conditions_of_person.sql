-- The condition of a person's rows in each table that has some, as personal_tables() declares it. It reads the
-- declaration once for all tables, which takes longer than anything else here: an erasure needs them all.
create or replace function conditions_of_person(p_tenant text, p_person text)
returns table (table_name text, belongs text)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  with recursive declared as materialized (
    select t.table_name, t.person, t.parent, t.keys from personal_tables() as t where t.person is not null
  ),
  conditions as (
    select d.table_name, p_tenant || ' and ' || format('%L = %s', p_person, d.person) as belongs
    from declared as d
    where d.parent is null
    union all
    select d.table_name,
      p_tenant || ' and ' || format('%I in (select %I from %I where %s)', d.person, p.keys[1], d.parent, c.belongs)
    from conditions as c
    join declared as p on p.table_name = c.table_name
    join declared as d on d.parent = c.table_name
  )
  select c.table_name, c.belongs from conditions as c
$$;

comment on function conditions_of_person(text, text) is
  'Internal: The condition of a person''s rows in each table; p_tenant is the condition of the tenant.';
