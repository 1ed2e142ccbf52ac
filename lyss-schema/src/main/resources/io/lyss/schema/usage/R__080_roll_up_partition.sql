-- drop_expired_partitions calls it before it drops a partition. The caller has locked in this order: what
-- refresh_usage() locks first, then the partition and the adjustments. So no deadlock arises.
create or replace function roll_up_partition(p_partition regclass) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  perform close_usage(b.from_time, b.to_time)
  from pg_inherits as i
  cross join lateral partition_bounds(i.inhparent) as b
  where i.inhrelid = p_partition and b.partition = p_partition;
end
$$;

revoke execute on function roll_up_partition(regclass) from public;

comment on function roll_up_partition(regclass) is
  'Internal: Rolls up the rest of a month of usage that will be dropped.';
