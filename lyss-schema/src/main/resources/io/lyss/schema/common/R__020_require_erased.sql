-- Fails where a host's trigger has kept rows of a person that were to be deleted or made anonymous: an erasure that
-- leaves something must not end as if it was done. Asks for rows only where there is such a trigger.
create or replace function require_erased(
  p_table text, p_erasure text, p_left_behind text, p_random text
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_keepers constant text := row_keepers(
    to_regclass(format('%I.%I', '${schema}', p_table)), case p_erasure when 'delete' then 'delete' else 'update' end);
  v_stays boolean;
begin
  if v_keepers is null then
    return;
  end if;
  execute format('select exists (select 1 from %I where %s)', p_table, p_left_behind)
  into v_stays
  using p_random;
  if v_stays then
    raise exception 'rows of % stay that are to be erased; what could keep them: %', p_table, v_keepers
      using
        errcode = 'restrict_violation',
        constraint = 'erase_kept_rows',
        hint = 'Nothing was changed. Have the trigger let them go, or drop it; then erase again.';
  end if;
end
$$;

revoke execute on function require_erased(text, text, text, text) from public;
grant execute on function require_erased(text, text, text, text) to lyss_definer;

comment on function require_erased(text, text, text, text) is
  'Internal: Fails with 23001 if a trigger of the host has kept rows from being erased.';
