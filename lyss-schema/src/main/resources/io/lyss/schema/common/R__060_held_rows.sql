-- Counts the rows of a table and a time that legal holds keep, for each hold, up to a thousand: whether there
-- are any is what matters. personal_tables() declares their persons. It bypasses the policies, and returns
-- nothing but counts and ids.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function held_rows(p_table regclass, p_from timestamptz, p_to timestamptz)
returns table (subject text, held bigint)
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform refuse_unsealed();
  if current_setting('role') = 'lyss_system' then
    perform require_system();
  end if;
  return query select h.subject, h.held from count_held_rows(p_table, p_from, p_to) as h;
end
$$;

revoke execute on function held_rows(regclass, timestamptz, timestamptz) from public;
grant execute on function held_rows(regclass, timestamptz, timestamptz) to lyss_system;

select allow_owner('execute on function held_rows(regclass, timestamptz, timestamptz)');

comment on function held_rows(regclass, timestamptz, timestamptz) is
  'Internal: The users under legal hold who have rows of a time in a table, and how many; the count stops at 1000.';

select set_config('role', current_setting('lyss.migrating_role'), true);
