-- Versioned, as the default of a column rests on it. It is made as usage_stamp() is.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create function audit_stamp() returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_xid constant bigint := pg_current_xact_id()::text::bigint;
  v_stamp bigint;
begin
  select
    v_xid + case
      when w.epoch + v_xid >= w.next_stamp then w.epoch
      else ((w.next_stamp >> 48) + 1) << 48
    end
  into v_stamp
  from audit_watermark as w;
  return v_stamp;
end
$$;

revoke execute on function audit_stamp() from public;
grant execute on function audit_stamp() to authenticated_users, lyss_system;

comment on function audit_stamp() is
  'Internal: The stamp of entries that this transaction makes, by which it is known whether they are sealed.';

select set_config('role', current_setting('lyss.migrating_role'), true);
