-- For files that let system work read, or the audit log show, what is about no person: the columns that are declared so, but
-- for some. A column that a later version adds, and declares so, is one of them, because each release applies these
-- files again.
create or replace function impersonal_columns(p_table text, p_but text[]) returns text
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return (
    select string_agg(c.name, ',' order by c.name)
    from personal_tables() as p
    cross join unnest(p.other) as c (name)
    where p.table_name = p_table and c.name <> all (p_but));
end
$$;

revoke execute on function impersonal_columns(text, text[]) from public;

comment on function impersonal_columns(text, text[]) is
  'Internal: The columns of a table that are declared to be about no person, but for the given ones, between commas.';
