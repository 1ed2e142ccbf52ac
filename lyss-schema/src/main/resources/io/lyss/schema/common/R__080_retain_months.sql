-- The job of retention.
create or replace function retain_months(p_table regclass, p_keep interval) returns bigint
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  if p_keep is null then
    return 0;
  end if;
  return (
    select count(*)
    from drop_expired_partitions(
      p_table, months_of(p_keep)));
end
$$;

revoke execute on function retain_months(regclass, interval) from public;
grant execute on function retain_months(regclass, interval) to lyss_system;

comment on function retain_months(regclass, interval) is
  'Internal: The job of retention: drops months, and returns how many.';
