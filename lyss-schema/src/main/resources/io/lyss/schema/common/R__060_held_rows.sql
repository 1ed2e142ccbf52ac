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
declare
  v_table record;
  v_subject record;
begin
  perform refuse_unsealed();
  if current_setting('role') = 'lyss_system' then
    perform require_system();
  end if;
  v_table := monthly_table(p_table);
  for v_subject in select s.* from held_subjects() as s loop
    subject := v_subject.subject;
    execute format(
      'select count(*) from (select 1 from %s where %I >= $1 and %2$I < $2 and %s limit 1000) as h',
      p_table,
      v_table.key,
      case
        when v_subject.person is null then v_subject.tenant
        else belongs_to_person(v_table.name, v_subject.tenant, v_subject.person)
      end)
    into held using p_from, p_to;
    if held > 0 then
      return next;
    end if;
  end loop;
end
$$;

revoke execute on function held_rows(regclass, timestamptz, timestamptz) from public;
grant execute on function held_rows(regclass, timestamptz, timestamptz) to lyss_system;

select allow_owner('execute on function held_rows(regclass, timestamptz, timestamptz)');

comment on function held_rows(regclass, timestamptz, timestamptz) is
  'Internal: The users under legal hold who have rows of a time in a table, and how many; the count stops at 1000.';

select set_config('role', current_setting('lyss.migrating_role'), true);
