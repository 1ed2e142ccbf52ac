-- It goes tenant by tenant, and locks of each what is there to expire and then its counters, in the order in which
-- all sessions lock them; so two runs at once do not deadlock. A reservation that is being settled is skipped, and
-- one that expired later is taken in its place: else a run could find nothing but those, and return nothing.
--
-- A tenant whose counters are locked for longer than lock_timeout is skipped, and holds up no other. A setting
-- reports that to the job; if no other reservation has expired, the error is raised. After three such tenants it
-- goes to no more of them, because each is waited for as long.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function expire_reservations(p_limit integer) returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_now constant timestamptz := statement_time();
  v_ends timestamptz[];
  v_tenants uuid[];
  v_ids uuid[];
  v_end timestamptz := '-infinity';
  v_tenant uuid := '00000000-0000-0000-0000-000000000000';
  v_id uuid := '00000000-0000-0000-0000-000000000000';
  v_passed uuid[] := '{}';
  v_tenant_id uuid;
  v_over quota_reservations;
  v_locked uuid[];
  v_lines quota_line[];
  v_counting boolean;
  v_done bigint;
  v_expired bigint := 0;
  v_error text;
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  perform require_system();
  loop
    select
      array_agg(o.expires_at order by o.expires_at, o.tenant_id, o.id),
      array_agg(o.tenant_id order by o.expires_at, o.tenant_id, o.id),
      array_agg(o.id order by o.expires_at, o.tenant_id, o.id)
    into v_ends, v_tenants, v_ids
    from (
      select r.expires_at, r.tenant_id, r.id from quota_reservations as r
      where r.state = 'reserved' and r.expires_at <= v_now and r.tenant_id <> all (v_passed)
        and (r.expires_at, r.tenant_id, r.id) > (v_end, v_tenant, v_id)
      order by r.expires_at, r.tenant_id, r.id
      limit p_limit
    ) as o;
    exit when v_ids is null;
    for v_tenant_id in select distinct t.id from unnest(v_tenants) as t (id) order by t.id loop
      v_counting := false;
      begin
        with locked as materialized (
          select r.id from quota_reservations as r
          where r.tenant_id = v_tenant_id and r.id = any (v_ids) and r.state = 'reserved'
          order by r.expires_at
          limit p_limit - v_expired
          for no key update skip locked
        )
        select array_agg(l.id) into v_locked from locked as l;
        for v_over in
          select * from quota_reservations as r
          where r.tenant_id = v_tenant_id and r.id = any (v_locked)
        loop
          insert into quota_entries (tenant_id, reservation_id, kind, user_id, lines, recorded_at)
          values (v_tenant_id, v_over.id, 'expire', v_over.user_id, lines_given_back(v_over.lines), v_now);
        end loop;
        update quota_reservations as r set state = 'expired'
        where r.tenant_id = v_tenant_id and r.id = any (v_locked);
        get diagnostics v_done = row_count;
        -- no assignment: Citus would send the nodes v_lines itself, whose type it cannot name
        select array(
          select
            row(
              l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.slot, l.period_start,
              sum(-l.held), 0
            )::quota_line
          from quota_reservations as r
          cross join lateral unnest(r.lines) as l
          where r.tenant_id = v_tenant_id and r.id = any (v_locked)
          group by l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.slot, l.period_start)
        into v_lines;
        v_counting := true;
        perform count_quota(v_tenant_id, v_lines);
        v_expired := v_expired + v_done;
      exception
        when lock_not_available then
          if not v_counting then
            raise; -- not a tenant's counters, but the table of entries
          end if;
          v_passed := v_passed || v_tenant_id;
          exit when cardinality(v_passed) > 2;
      end;
    end loop;
    exit when cardinality(v_ids) < p_limit or v_expired >= p_limit or cardinality(v_passed) > 2;
    v_end := v_ends[p_limit];
    v_tenant := v_tenants[p_limit];
    v_id := v_ids[p_limit];
  end loop;
  if v_passed <> '{}' then
    v_error := format(
      '%s tenants are passed over, as somebody has locked their quota; the first is %s',
      cardinality(v_passed), v_passed[1]);
    if v_expired = 0 then
      raise exception '%', v_error
        using errcode = 'lock_not_available',
          hint = 'Somebody settles or reserves there, in a transaction that does not end.';
    end if;
    execute format('set local lyss.passed_over = %L', v_error);
  end if;
  return v_expired;
end
$$;

revoke execute on function expire_reservations(integer) from public;
grant execute on function expire_reservations(integer) to lyss_system;

comment on function expire_reservations(integer) is
  'Ends at most p_limit reservations that nobody has ended in time; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
