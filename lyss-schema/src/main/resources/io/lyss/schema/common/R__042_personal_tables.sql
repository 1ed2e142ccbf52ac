-- What each table has about persons, in the order in which erase_user() goes through the tables. It is
-- declared here once. Erasing a person, handing out a person's data, and the list for data protection
-- officers all use it. Every column of every table is declared.
--
--   person    the person of a row: an expression that gives their id, or "any (...)" with an array of ids; without one
--             the row belongs to nobody
--   parent    a table later in this list, where person is the id of a row: its person is the person of this row
--   keys      the columns that identify a person's rows, in the order in which they are handed out; without them
--             they are not handed out, because they follow from other rows, which are
--   personal  columns about a person
--   secret    the same, and never handed out
--   other     columns about no person
--   erasure   delete, anonymise or keep
--   replaced  the new values of columns, for anonymise; $1 is a random text
--   announce  the column by whose values other services learn which rows were erased
--   reason    why anything stays
--   remains   why a tenant's rows stay when the tenant is erased; all others are deleted, whatever erasure says
create or replace function personal_tables()
returns table (
  number bigint,
  table_name text,
  person text,
  parent text,
  keys text[],
  personal text[],
  secret text[],
  other text[],
  erasure text,
  replaced jsonb,
  announce text,
  reason text,
  remains text
)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select d.number, e."table", e.person, e.parent, e.keys, coalesce(e.personal, '{}'),
    coalesce(e.secret, '{}'), coalesce(e.other, '{}'), e.erasure, coalesce(e.replaced, '{}'),
    e.announce, e.reason, e.remains
  from jsonb_array_elements(own_personal_data() || common_personal_data())
    with ordinality as d (entry, number)
  cross join jsonb_to_record(d.entry) as e (
    "table" text, person text, parent text, keys text[], personal text[], secret text[],
    other text[], erasure text, replaced jsonb, announce text, reason text, remains text)
$$;

comment on function personal_tables() is
  'Internal: What each table has about persons, and what erasing a person does to it.';
