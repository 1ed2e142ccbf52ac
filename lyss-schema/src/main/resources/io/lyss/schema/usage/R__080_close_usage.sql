-- The last step before a month is dropped: rolls up the rows that are not rolled up yet. Nobody writes to the
-- month any more, because drop_expired_partitions has locked it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function close_usage(p_from timestamptz, p_to timestamptz) returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform roll_up_rest(p_from, p_to);
end
$$;

revoke execute on function close_usage(timestamptz, timestamptz) from public;

do $$
begin
  execute format(
    'grant execute on function close_usage(timestamptz, timestamptz) to %I',
    (select pg_get_userbyid(relowner) from pg_class where oid = 'usage_watermark'::regclass));
end
$$;

comment on function close_usage(timestamptz, timestamptz) is
  'Internal: Rolls up the rest of a time whose rows will be dropped; without a time, only locks the watermark.';

select set_config('role', current_setting('lyss.migrating_role'), true);
