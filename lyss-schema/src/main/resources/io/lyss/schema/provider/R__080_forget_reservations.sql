-- Ended reservations are kept for callers that repeat a call; usage stays. Those of a user under legal hold
-- stay, too.
--
-- The oldest go first. If somebody has locked some of them, younger ones go in their place: else a run would find the
-- locked ones again and again, and delete nothing.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function forget_reservations(p_older_than interval, p_limit integer)
returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_before constant timestamptz := statement_time() - p_older_than;
  v_ends timestamptz[];
  v_tenants uuid[];
  v_ids uuid[];
  v_end timestamptz := '-infinity';
  v_tenant uuid := '00000000-0000-0000-0000-000000000000';
  v_id uuid := '00000000-0000-0000-0000-000000000000';
  v_tenant_id uuid;
  v_locked bigint;
  v_deleted bigint;
  v_forgotten bigint := 0;
  v_kept boolean := false;
begin
  perform require_system();
  if p_older_than < interval '0' then
    raise exception 'older_than is %: it is at least 0', p_older_than
      using errcode = 'numeric_value_out_of_range';
  end if;
  perform require_no_hold('ended reservations');
  -- who sets a legal hold waits for no run that has nothing to delete
  perform from quota_reservations as r
  where r.state <> 'reserved' and r.expires_at < v_before
    and not exists (
      select from legal_holds as h
      where h.tenant_id = r.tenant_id and h.subject_id in (r.tenant_id, r.user_id))
  order by r.expires_at
  limit least(p_limit, 1);
  if not found then
    return 0;
  end if;
  perform await_holds();
  perform require_no_hold('ended reservations');
  loop
    select
      array_agg(o.expires_at order by o.expires_at, o.tenant_id, o.id),
      array_agg(o.tenant_id order by o.expires_at, o.tenant_id, o.id),
      array_agg(o.id order by o.expires_at, o.tenant_id, o.id)
    into v_ends, v_tenants, v_ids
    from (
      select r.expires_at, r.tenant_id, r.id from quota_reservations as r
      where r.state <> 'reserved' and r.expires_at < v_before
        and (r.expires_at, r.tenant_id, r.id) > (v_end, v_tenant, v_id)
        and not exists (
          select from legal_holds as h
          where h.tenant_id = r.tenant_id and h.subject_id in (r.tenant_id, r.user_id))
      order by r.expires_at, r.tenant_id, r.id
      limit p_limit
    ) as o;
    exit when v_ids is null;
    -- tenant by tenant, because Citus locks no rows of several
    for v_tenant_id in select distinct t.id from unnest(v_tenants) as t (id) order by t.id loop
      with locked as materialized (
        select r.id from quota_reservations as r
        where r.tenant_id = v_tenant_id and r.id = any (v_ids) and r.state <> 'reserved'
        order by r.expires_at
        limit p_limit - v_forgotten
        for update skip locked
      ),
      deleted as (
        delete from quota_reservations as r
        using locked as l
        where r.tenant_id = v_tenant_id and r.id = l.id
        returning r.id
      )
      select (select count(*) from locked), (select count(*) from deleted) into v_locked, v_deleted;
      v_forgotten := v_forgotten + v_deleted;
      v_kept := v_kept or v_deleted < v_locked;
    end loop;
    exit when cardinality(v_ids) < p_limit or v_forgotten >= p_limit;
    v_end := v_ends[p_limit];
    v_tenant := v_tenants[p_limit];
    v_id := v_ids[p_limit];
  end loop;
  if v_kept and row_keepers('quota_reservations', 'delete') is not null then
    perform refuse_kept('quota_reservations');
  end if;
  return v_forgotten;
end
$$;

revoke execute on function forget_reservations(interval, integer) from public;
grant execute on function forget_reservations(interval, integer) to lyss_system;

comment on function forget_reservations(interval, integer) is
  'Deletes at most p_limit reservations that ended longer ago than p_older_than; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
