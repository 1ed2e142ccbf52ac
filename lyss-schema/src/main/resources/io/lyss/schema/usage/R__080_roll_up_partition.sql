-- drop_expired_partitions calls it before it drops a partition. It has locked what refresh_usage() locks
-- first, then the partition and the adjustments, so that nobody waits in a circle.
create or replace function roll_up_partition(p_partition regclass) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_month constant timestamp := to_date(right(p_partition::text, 7), 'YYYY_MM');
begin
  perform close_usage(
    v_month at time zone 'UTC', (v_month + interval '1 month') at time zone 'UTC');
end
$$;

revoke execute on function roll_up_partition(regclass) from public;

comment on function roll_up_partition(regclass) is
  'Internal: Rolls up the rest of a month of usage that will be dropped.';
