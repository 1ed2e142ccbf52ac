-- For tables that are only ever added to. No role is granted anything else; this refuses it to those
-- who need no grant as well, the owner and superusers.
create or replace function refuse_change() returns trigger
language plpgsql
as $$
begin
  -- a trigger on a partition is asked by its name
  raise exception '% is append-only: % is refused', tg_argv[0], lower(tg_op)
    using
      errcode = 'insufficient_privilege',
      hint = 'Old entries go with their partition: drop_expired_partitions().';
end
$$;

comment on function refuse_change() is
  'Trigger function: refuses update, delete and truncate; its argument is the table to name.';
