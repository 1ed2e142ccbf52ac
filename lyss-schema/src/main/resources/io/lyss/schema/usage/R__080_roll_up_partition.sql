-- drop_expired_partitions calls it before it drops a partition. First it locks what refresh_usage()
-- locks first, then adjustments, then the partition, so that nobody waits in a circle.
create or replace function roll_up_partition(p_partition regclass) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_month constant timestamp := to_date(right(p_partition::text, 7), 'YYYY_MM');
begin
  if exists (
    select from pg_attribute where attrelid = p_partition and attname = 'stamp' and not attisdropped
  ) then
    perform close_usage('infinity', 'infinity');
    lock table usage_adjustments in share row exclusive mode;
    execute format('lock table %s in access exclusive mode', p_partition);
    perform close_usage(
      v_month at time zone 'UTC', (v_month + interval '1 month') at time zone 'UTC');
  end if;
end
$$;

revoke execute on function roll_up_partition(regclass) from public;

comment on function roll_up_partition(regclass) is
  'Internal: Rolls up the rest of a month of usage that will be dropped.';
