-- Archives, deletes and restores a conversation. Deleting and restoring one publish an event, by which other
-- services hide or show it. Setting the status that it has already changes nothing.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function set_conversation_status(p_tenant_id uuid, p_id uuid, p_status text)
returns setof conversations
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := require_active_user(p_tenant_id);
  -- Citus accepts no CASE with a time where it changes a row
  v_deleted_at constant timestamptz := case p_status when 'deleted' then current_timestamp end;
  v_before text;
  v_expires timestamptz;
begin
  select c.status, c.expires_at into v_before, v_expires from conversations as c
  where c.tenant_id = p_tenant_id and c.id = p_id and c.user_id = v_user and c.status <> 'purged'
  for no key update;
  perform refuse_expired(p_id::text, v_expires);
  if v_before <> p_status then
    update conversations as c
    set status = p_status, deleted_at = v_deleted_at
    where c.tenant_id = p_tenant_id and c.id = p_id;
    if 'deleted' in (v_before, p_status) then
      perform publish_event(
        p_tenant_id,
        'conversation:' || p_id,
        case p_status when 'deleted' then 'conversation.deleted' else 'conversation.restored' end,
        jsonb_build_object('user_id', v_user));
    end if;
  end if;
  return query
    select * from conversations as c
    where c.tenant_id = p_tenant_id and c.id = p_id and c.user_id = v_user
      and c.status <> 'purged';
end
$$;

revoke execute on function set_conversation_status(uuid, uuid, text) from public;
grant execute on function set_conversation_status(uuid, uuid, text) to authenticated_users;

comment on function set_conversation_status(uuid, uuid, text) is
  'Changes the status of one of the current user''s conversations and returns it, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);
