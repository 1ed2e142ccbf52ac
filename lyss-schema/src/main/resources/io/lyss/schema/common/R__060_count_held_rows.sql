-- The part of held_rows() that reads, with the caller's rights.
create or replace function count_held_rows(p_table regclass, p_from timestamptz, p_to timestamptz)
returns table (subject text, held bigint)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_table record;
  v_subject record;
begin
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

revoke execute on function count_held_rows(regclass, timestamptz, timestamptz) from public;
grant execute on function count_held_rows(regclass, timestamptz, timestamptz) to lyss_definer;

comment on function count_held_rows(regclass, timestamptz, timestamptz) is
  'Internal: As held_rows, of the rows that the caller sees.';
