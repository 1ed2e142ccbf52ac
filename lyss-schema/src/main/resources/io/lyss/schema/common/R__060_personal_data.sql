-- For data protection officers, and for the persons themselves.
create or replace function personal_data()
returns table (table_name text, column_name text, kind text, erasure text, reason text)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select t.table_name, c.name, c.kind, e.erasure,
    case when e.erasure = 'keep' then t.reason end
  from personal_tables() as t
  cross join lateral (
    select 'personal' as kind, unnest(t.personal) as name
    union all
    select 'secret', unnest(t.secret)
    union all
    select 'other', unnest(t.other)
  ) as c
  cross join lateral (
    select case
      when t.erasure = 'delete' then 'delete'
      when t.replaced ? c.name then 'anonymise'
      when c.kind <> 'other' then 'keep'
    end as erasure
  ) as e
  order by t.table_name, c.kind = 'other', c.kind, c.name
$$;

revoke execute on function personal_data() from public;
grant execute on function personal_data() to authenticated_users, lyss_system;

comment on function personal_data() is
  'Every column of every table: whether it is about a person, and whether erasing one deletes, replaces or keeps it, and why.';
