-- Stores the state of a user that the database of users has published, in any order, as accept_tenant() does. A
-- user who has left has no tokens any more, even if the account is opened again. A suspended user has the same
-- tokens as before when the suspension ends.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function accept_user(p_tenant_id uuid, p_user_id uuid, p_state jsonb) returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  if p_state ->> 'status' is null or p_state ->> 'changed_at' is null then
    raise exception 'state is no state of a user: it has no status or no changed_at'
      using
        errcode = 'check_violation',
        constraint = 'accept_user_state',
        hint = 'Hand over the payload of an event user.status_changed';
  end if;
  if was_erased_since(p_tenant_id, p_user_id, (p_state ->> 'changed_at')::timestamptz) then
    return false;
  end if;
  insert into known_users as k (tenant_id, user_id, status, changed_at)
  values (p_tenant_id, p_user_id, p_state ->> 'status', (p_state ->> 'changed_at')::timestamptz)
  on conflict (tenant_id, user_id) do update
  set status = excluded.status, changed_at = excluded.changed_at
  where k.changed_at < excluded.changed_at;
  if not found then
    return false;
  end if;
  if p_state ->> 'status' = 'inactive' then
    perform revoke_user_tokens(p_tenant_id, p_user_id);
  end if;
  return true;
end
$$;

revoke execute on function accept_user(uuid, uuid, jsonb) from public;
grant execute on function accept_user(uuid, uuid, jsonb) to lyss_system;

comment on function accept_user(uuid, uuid, jsonb) is
  'Stores a published state of a user; false if the stored one is as late.';

select set_config('role', current_setting('lyss.migrating_role'), true);
