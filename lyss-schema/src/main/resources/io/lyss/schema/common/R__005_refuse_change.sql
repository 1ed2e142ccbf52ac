-- For append-only tables. No role is granted update or delete there; this trigger also refuses them to the
-- owner and superusers, who need no grant. The functions of lyss_definer that are granted delete may use it:
-- they delete the rows of an erased tenant, and seals that a later seal replaces.
create or replace function refuse_change() returns trigger
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  if tg_op = 'DELETE' and current_user = 'lyss_definer' then
    return old;
  end if;
  -- passed as an argument, because on a partition tg_table_name would be the partition
  raise exception '% is append-only: % is refused', tg_argv[0], ${schema}.fold_case(tg_op)
    using
      errcode = 'insufficient_privilege',
      hint = 'Old entries go with their partition: drop_expired_partitions().';
end
$$;

comment on function refuse_change() is
  'Trigger function: refuses update, delete and truncate; its argument is the table to name.';
