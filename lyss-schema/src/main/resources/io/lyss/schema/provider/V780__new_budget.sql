-- What is said of a budget and stored as it is said; whom it limits is stored in the column of its kind. A column that is
-- added to it is stored, and no function has to be changed. The types are without lengths and checks: a cast would cut off
-- what is too long. The columns of the table refuse it.
create type new_budget as (
  name text,
  model text,
  unit text,
  currency text,
  period text,
  hard_limit numeric,
  soft_limit numeric
);

comment on type new_budget is 'What is said of a budget, but for whom it limits.';

drop function if exists create_budget(
  uuid, uuid, text, text, uuid, uuid, text, text, text, text, numeric, numeric);
