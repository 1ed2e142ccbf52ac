create or replace function reopen_graduation() returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_table regclass;
begin
  update graduations as g set state = 'copying', closed_at = null, audit_until = null where g.state = 'closed';
  if not found then
    return;
  end if;
  for v_table in
    select t.tgrelid::regclass from pg_trigger as t
    where t.tgname = 'refuse_closed' and t.tgfoid = 'refuse_closed()'::regprocedure
    order by t.tgrelid::regclass::text
  loop
    execute format('alter table %s disable trigger refuse_closed', v_table);
  end loop;
end
$$;

revoke execute on function reopen_graduation() from public;

comment on function reopen_graduation() is
  'Internal: Lets a closed organisation that has not moved yet write again.';
