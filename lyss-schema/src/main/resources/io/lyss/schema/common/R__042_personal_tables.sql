-- What each table has about persons, in the order in which erase_user() goes through the tables. It is
-- declared once, and all rests on it: what is erased, what is handed out, what the head of data
-- protection reads. Every column of every table is declared.
--
--   person    whose a row is: an expression that gives the person's id; without one it is nobody's
--   parent    a table that comes later, where person is the id of a row there: it is theirs whose that is
--   keys      what tells a person's rows apart, in the order in which they are handed out; without them
--             they are not: they follow from others, which are
--   personal  columns about a person
--   secret    the same, and handed out to nobody
--   other     columns that say nothing about anybody
--   erasure   delete, anonymise or keep
--   replaced  what is put in the place of columns, where it is anonymise; $1 is something random
--   announce  the column by whose values others are told which rows were erased
--   reason    why anything stays
--   remains   why a tenant's rows stay when the tenant is erased; all others go, whatever the erasure of a person says
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
  'Internal: What each table has about persons, and what becomes of it when one is erased.';
