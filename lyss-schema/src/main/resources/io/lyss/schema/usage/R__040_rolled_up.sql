-- For functions that read usage: what is in the roll-ups, and which rows they have to add. Both are read in the
-- caller's snapshot; so together they are all usage that the caller sees, counted once. One range of stamps,
-- from the first, makes any plan use the index.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function rolled_up(
  out first_stamp bigint, out next_stamp bigint, out open_stamps bigint[]
)
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
as $$
begin
  select least(w.next_stamp, (select min(s) from unnest(w.open_stamps) as s)), w.next_stamp, w.open_stamps
  into first_stamp, next_stamp, open_stamps
  from usage_watermark as w;
end
$$;

revoke execute on function rolled_up() from public;
grant execute on function rolled_up() to authenticated_users, lyss_system;

comment on function rolled_up() is
  'Internal: Rows from next_stamp on, and those of open_stamps, are not in the roll-ups; none of them is below first_stamp.';

select set_config('role', current_setting('lyss.migrating_role'), true);
