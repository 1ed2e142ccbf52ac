-- The condition of a person's rows in one table.
create or replace function belongs_to_person(p_table text, p_tenant text, p_person text)
returns text
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return (select c.belongs from conditions_of_person(p_tenant, p_person) as c where c.table_name = p_table);
end
$$;

comment on function belongs_to_person(text, text, text) is
  'Internal: The condition of a person''s rows in a table; p_tenant is the condition of the tenant.';
