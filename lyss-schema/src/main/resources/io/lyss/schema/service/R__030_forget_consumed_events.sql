-- An entry is needed as long as its event can be delivered again.
--
-- A tenant of whom somebody forgets entries, in a transaction that goes on for longer than lock_timeout, is passed over, and
-- holds up no other: all is begun again without it. The job is told by a setting; where nothing else is old enough, it is the
-- error. Of more than two it is one, too, as each is waited for as long.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function forget_consumed_events(
  p_older_than interval, p_limit integer default null
)
returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_before constant timestamptz := statement_time() - p_older_than;
  v_tenant_id uuid;
  v_deleted bigint;
  v_forgotten bigint;
  v_passed uuid[] := '{}';
  v_error text;
begin
  perform require_system_work();
  loop
    v_forgotten := 0;
    v_tenant_id := null;
    begin
      for v_tenant_id in
        select o.tenant_id
        from (
          select c.tenant_id from consumed_events as c
          where c.consumed_at < v_before and c.tenant_id <> all (v_passed)
          order by c.consumed_at
          limit p_limit
        ) as o
        group by o.tenant_id
        order by o.tenant_id
      loop
        delete from consumed_events as c
        where c.tenant_id = v_tenant_id
          and (c.consumer, c.event_id) in (
            select o.consumer, o.event_id from consumed_events as o
            where o.tenant_id = v_tenant_id and o.consumed_at < v_before
            limit p_limit - v_forgotten);
        get diagnostics v_deleted = row_count;
        if v_deleted = 0 and row_keepers('consumed_events', 'delete') is not null then
          perform from consumed_events as c where c.tenant_id = v_tenant_id and c.consumed_at < v_before;
          if found then
            perform refuse_kept('consumed_events');
          end if;
        end if;
        v_forgotten := v_forgotten + v_deleted;
        exit when v_forgotten >= p_limit;
      end loop;
      exit;
    exception
      when lock_not_available then
        if v_tenant_id is null then
          raise; -- no tenant's rows: the table
        end if;
        v_passed := v_passed || v_tenant_id;
        v_forgotten := 0;
        exit when cardinality(v_passed) > 2;
    end;
  end loop;
  if v_passed <> '{}' then
    v_error := format(
      '%s tenants are passed over, as somebody forgets handled events of theirs; the first is %s',
      cardinality(v_passed), v_passed[1]);
    if v_forgotten = 0 then
      raise exception '%', v_error
        using errcode = 'lock_not_available',
          hint = 'Somebody forgets events there, in a transaction that does not end.';
    end if;
    execute format('set local lyss.passed_over = %L', v_error);
  end if;
  return v_forgotten;
end
$$;

revoke execute on function forget_consumed_events(interval, integer) from public;
grant execute on function forget_consumed_events(interval, integer) to lyss_system;

comment on function forget_consumed_events(interval, integer) is
  'Deletes entries that are older than any second delivery can be, at most p_limit or all; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
