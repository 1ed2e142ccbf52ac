-- The condition of a person's rows in a table, as personal_tables() declares it.
create or replace function belongs_to_person(p_table text, p_tenant text, p_person text)
returns text
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select p_tenant || ' and ' || case
    when t.parent is null then format('%s = %L', t.person, p_person)
    else format(
      '%I in (select %I from %I where %s)',
      t.person, p.keys[1], t.parent, belongs_to_person(t.parent, p_tenant, p_person))
  end
  from personal_tables() as t
  left join personal_tables() as p on p.table_name = t.parent
  where t.table_name = p_table and t.person is not null
$$;

comment on function belongs_to_person(text, text, text) is
  'Internal: The condition of a person''s rows in a table; p_tenant is the condition of the tenant.';
