-- A function that purges calls it once it has seen that rows stay, or stay as they were.
create or replace function refuse_kept(p_table text, p_event text default 'delete') returns void
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  raise exception 'rows of % stay that are to be deleted; what could keep them: %',
    p_table, coalesce(row_keepers(to_regclass(format('%I.%I', '${schema}', p_table)), p_event), 'no trigger')
    using
      errcode = 'restrict_violation',
      constraint = 'purge_kept_rows',
      hint = 'Have the trigger let them go, or drop it.';
end
$$;

revoke execute on function refuse_kept(text, text) from public;
grant execute on function refuse_kept(text, text) to lyss_definer;

comment on function refuse_kept(text, text) is
  'Internal: Fails with 23001, and names the triggers of the host that could have kept rows from being deleted.';
