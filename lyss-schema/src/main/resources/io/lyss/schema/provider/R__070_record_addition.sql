-- The caller has locked the row with the quota, so no two enter the same addition. Nothing is entered for a row
-- that the user may not change.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function record_addition(
  p_tenant_id uuid, p_limit_id uuid, p_id uuid, p_amount bigint
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_system constant boolean := require_user_or_system(p_tenant_id);
  v_known quota_line;
begin
  if p_id is null then
    raise exception 'addition_id is null: an addition has an id of the caller''s'
      using errcode = 'not_null_violation';
  end if;
  if not v_system
    and not exists (
      select from user_tokens as t
      where t.tenant_id = p_tenant_id and t.id = p_limit_id and t.user_id = current_user_id()
    )
    and not exists (
      select from provider_channels as c
      where c.tenant_id = p_tenant_id and c.id = p_limit_id
        and can_change_channel(c.config_scope, c.owner_id, c.group_id)
    ) then
    raise exception 'the quota of % is added to by those who may change this token or channel', p_limit_id
      using errcode = 'insufficient_privilege';
  end if;
  select l.* into v_known
  from quota_entries as e
  cross join lateral unnest(e.lines) as l
  where e.tenant_id = p_tenant_id and e.reservation_id = p_id and e.kind = 'add';
  if found then
    if (v_known.limit_id, v_known.held) is distinct from (p_limit_id, p_amount::numeric) then
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
      row(p_limit_id, p_limit_id, 'quota', 'amount', null, 0, '-infinity', p_amount, 0)
    ]::quota_line[],
    statement_time());
  return true;
end
$$;

revoke execute on function record_addition(uuid, uuid, uuid, bigint) from public;
grant execute on function record_addition(uuid, uuid, uuid, bigint)
  to authenticated_users, lyss_system;

comment on function record_addition(uuid, uuid, uuid, bigint) is
  'Internal: Enters an addition to a quota; false if it was entered before.';

select set_config('role', current_setting('lyss.migrating_role'), true);
