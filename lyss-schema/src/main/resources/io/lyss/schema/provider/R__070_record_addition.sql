-- The caller has locked the row with the limit, so no two enter the same addition, and has checked who adds.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function record_addition(
  p_tenant_id uuid, p_limit_id uuid, p_id uuid, p_measure text, p_unit text, p_currency text, p_amount numeric
)
returns boolean
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_known quota_line;
begin
  if p_id is null then
    raise exception 'addition_id is null: an addition has an id of the caller''s'
      using errcode = 'not_null_violation';
  end if;
  select l.* into v_known
  from quota_entries as e
  cross join lateral unnest(e.lines) as l
  where e.tenant_id = p_tenant_id and e.reservation_id = p_id and e.kind = 'add';
  if found then
    if (v_known.limit_id, v_known.held) is distinct from (p_limit_id, p_amount) then
      raise exception 'another addition has the id %: give this one an id of its own', p_id
        using
          errcode = 'unique_violation',
          constraint = 'quota_entries_tenant_id_reservation_id_kind_recorded_at_pk';
    end if;
    return false;
  end if;
  insert into quota_entries (tenant_id, reservation_id, kind, user_id, lines, recorded_at)
  values (
    p_tenant_id, p_id, 'add', current_user_id(),
    array[
      row(p_limit_id, p_limit_id, p_measure, p_unit, p_currency, 0, '-infinity', p_amount, 0)
    ]::quota_line[],
    statement_time());
  return true;
end
$$;

revoke execute on function record_addition(uuid, uuid, uuid, text, text, text, numeric) from public;

comment on function record_addition(uuid, uuid, uuid, text, text, text, numeric) is
  'Internal: Enters an addition to a quota or a budget; false if it was entered before.';

select set_config('role', current_setting('lyss.migrating_role'), true);
