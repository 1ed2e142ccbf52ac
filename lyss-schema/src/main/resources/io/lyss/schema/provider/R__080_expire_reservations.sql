-- A reservation that is being settled is skipped. Counters are locked a tenant at a time, in the order in which
-- all sessions lock them, so that two runs at once do not deadlock.
--
-- A tenant whose counters are locked for longer than lock_timeout is skipped, and holds up no other: the run
-- begins again without it. A setting reports that to the job; if no other reservation has expired, the error is
-- raised. More than two such tenants raise it, too, because each is waited for as long.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function expire_reservations(p_limit integer) returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_now constant timestamptz := statement_time();
  v_over quota_reservations[];
  v_passed uuid[] := '{}';
  v_tenant_id uuid;
  v_lines quota_line[];
  v_error text;
begin
  perform require_system();
  loop
    v_tenant_id := null;
    begin
      v_over := array(
        select r from quota_reservations as r
        where r.state = 'reserved' and r.expires_at <= v_now and r.tenant_id <> all (v_passed)
        order by r.expires_at
        limit p_limit
        for no key update skip locked);
      update quota_reservations as r
      set state = 'expired'
      where (r.tenant_id, r.id) in (select o.tenant_id, o.id from unnest(v_over) as o);
      insert into quota_entries (tenant_id, reservation_id, kind, user_id, lines, recorded_at)
      select o.tenant_id, o.id, 'expire', o.user_id, lines_given_back(o.lines), v_now
      from unnest(v_over) as o;
      for v_tenant_id, v_lines in
        select h.tenant_id, array_agg(h.line) as lines
        from (
          select
            o.tenant_id,
            row(
              l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.slot, l.period_start,
              sum(-l.held), 0
            )::quota_line as line
          from unnest(v_over) as o
          cross join lateral unnest(o.lines) as l
          group by o.tenant_id, l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.slot,
            l.period_start
        ) as h
        group by h.tenant_id
        order by h.tenant_id
      loop
        perform count_quota(v_tenant_id, v_lines);
      end loop;
      exit;
    exception
      when lock_not_available then
        if v_tenant_id is null then
          raise; -- not a tenant's counters, but the table of entries
        end if;
        v_passed := v_passed || v_tenant_id;
        v_over := '{}';
        exit when cardinality(v_passed) > 2;
    end;
  end loop;
  if v_passed <> '{}' then
    v_error := format(
      '%s tenants are passed over, as somebody has locked their quota; the first is %s',
      cardinality(v_passed), v_passed[1]);
    if v_over = '{}' then
      raise exception '%', v_error
        using errcode = 'lock_not_available',
          hint = 'Somebody settles or reserves there, in a transaction that does not end.';
    end if;
    execute format('set local lyss.passed_over = %L', v_error);
  end if;
  return cardinality(v_over);
end
$$;

revoke execute on function expire_reservations(integer) from public;
grant execute on function expire_reservations(integer) to lyss_system;

comment on function expire_reservations(integer) is
  'Ends at most p_limit reservations that nobody has ended in time; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
