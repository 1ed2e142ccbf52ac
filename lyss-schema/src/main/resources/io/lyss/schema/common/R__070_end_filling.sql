create or replace function end_filling(p_partition regclass) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('drop policy filling on %s', p_partition);
  execute format('revoke all on %s from lyss_definer', p_partition);
end
$$;

revoke execute on function end_filling(regclass) from public;

comment on function end_filling(regclass) is
  'Internal: Revokes the rights that lyss_definer needs on a partition until it is attached.';
