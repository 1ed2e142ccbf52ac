-- A legal hold on a user, or on their tenant, keeps the user's data; a hold on any user keeps the tenant.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function refuse_held(p_tenant_id uuid, p_user_id uuid)
returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform await_holds();
  if exists (
    select from legal_holds as h
    where h.tenant_id = p_tenant_id
      and (h.subject_id in (p_tenant_id, p_user_id) or p_user_id = p_tenant_id)
  ) then
    raise exception 'a legal hold keeps what is about the % %',
      case when p_user_id = p_tenant_id then 'tenant' else 'user' end, p_user_id
      using
        errcode = 'check_violation',
        constraint = 'legal_hold',
        hint = 'legal_holds says why; end_legal_hold() ends it.';
  end if;
end
$$;

revoke execute on function refuse_held(uuid, uuid) from public;

comment on function refuse_held(uuid, uuid) is
  'Internal: Fails with 23514 where a legal hold keeps the data of a user.';

select set_config('role', current_setting('lyss.migrating_role'), true);
