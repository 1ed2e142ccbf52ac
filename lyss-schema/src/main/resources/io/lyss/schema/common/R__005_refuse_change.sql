-- For append-only tables. No role is granted update or delete there; this trigger refuses it also
-- to those who need no grant, the owner and superusers. The functions of lyss_definer that are granted it delete
-- the rows of a tenant that is erased, and seals that others stand for.
create or replace function refuse_change() returns trigger
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  if tg_op = 'DELETE' and current_user = 'lyss_definer' then
    return old;
  end if;
  -- tg_table_name would be the partition where it fires on one
  raise exception '% is append-only: % is refused', tg_argv[0], ${schema}.fold_case(tg_op)
    using
      errcode = 'insufficient_privilege',
      hint = 'Old entries go with their partition: drop_expired_partitions().';
end
$$;

comment on function refuse_change() is
  'Trigger function: refuses update, delete and truncate; its argument is the table to name.';
