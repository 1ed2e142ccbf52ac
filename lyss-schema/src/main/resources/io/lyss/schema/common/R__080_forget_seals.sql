-- The job that deletes seals of dropped months, whose numbers are in the last seal that states a dropped month.
-- Of numbers that follow each other the last seal stays, because the next one was made from its hash.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function forget_seals(p_limit integer) returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_chain uuid;
  v_run int8range;
  v_first bigint;
  v_deleted bigint;
  v_forgotten bigint := 0;
begin
  perform require_system();
  perform require_limit(p_limit);
  for v_chain, v_run in
    select l.chain, unnest(l.stands_for)
    from (
      select distinct on (seal_chain(s)) seal_chain(s) as chain, s.stands_for
      from audit_seals as s
      where s.dropped
      order by seal_chain(s), s.number desc
    ) as l
  loop
    select min(s.number) into v_first from audit_seals as s
    where seal_chain(s) = v_chain and s.number >= lower(v_run) and s.number < upper(v_run) - 1;
    delete from audit_seals as s
    where seal_chain(s) = v_chain and s.number >= v_first and s.number < upper(v_run) - 1
      and s.number < v_first + p_limit - v_forgotten;
    get diagnostics v_deleted = row_count;
    if v_first is not null and row_keepers('audit_seals', 'delete') is not null then
      perform from audit_seals as s where seal_chain(s) = v_chain and s.number = v_first;
      if found then
        perform refuse_kept('audit_seals');
      end if;
    end if;
    v_forgotten := v_forgotten + v_deleted;
    exit when v_forgotten >= p_limit;
  end loop;
  return v_forgotten;
end
$$;

revoke execute on function forget_seals(integer) from public;
grant execute on function forget_seals(integer) to lyss_system;

comment on function forget_seals(integer) is
  'Deletes at most p_limit seals of dropped months, except those that the chain needs; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
