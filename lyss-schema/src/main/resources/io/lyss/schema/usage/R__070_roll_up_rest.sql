-- The part of close_usage() that rolls up, with the caller's rights.
create or replace function roll_up_rest(p_from timestamptz, p_to timestamptz) returns void
language plpgsql volatile
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

revoke execute on function roll_up_rest(timestamptz, timestamptz) from public;
grant execute on function roll_up_rest(timestamptz, timestamptz) to lyss_definer;

comment on function roll_up_rest(timestamptz, timestamptz) is
  'Internal: As close_usage, of the rows that the caller sees.';
