-- The last step before a month is dropped: rolls up the rows that are not rolled up yet. Nobody writes to the
-- month any more, because drop_expired_partitions has locked it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function close_usage(p_from timestamptz, p_to timestamptz) returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_old usage_watermark;
begin
  select * into v_old from usage_watermark for no key update;
  if p_from < p_to then
    perform roll_up_usage(
      p_next => v_old.next_stamp, p_open => v_old.open_stamps, p_new_next => 9223372036854775807,
      p_new_open => '{}', p_from => p_from, p_to => p_to);
    update usage_watermark as w set closed_before = greatest(w.closed_before, p_to);
  end if;
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
