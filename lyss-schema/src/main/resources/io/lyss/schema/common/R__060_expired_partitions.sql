-- A dry run of drop_expired_partitions.
create or replace function expired_partitions(table_name regclass, keep_months integer)
returns table (partition regclass, bytes bigint)
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    select e.partition, e.bytes
    from ${schema}.expired_months(table_name, keep_months) as e
    where e.legal_hold is null;
end
$$;

revoke execute on function expired_partitions(regclass, integer) from public;
grant execute on function expired_partitions(regclass, integer) to lyss_system;

comment on function expired_partitions(regclass, integer) is
  'The partitions that drop_expired_partitions would drop: a dry run.';
