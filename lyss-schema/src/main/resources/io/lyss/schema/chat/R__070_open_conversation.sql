-- Opens a conversation of the current user. It is a function for two reasons of Citus: Citus sends an insert to
-- its node with each column that has a default, and no user may set those; and it demands that one role writes
-- both a new conversation and its messages in one transaction.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function open_conversation(p_tenant_id uuid, p_id uuid, p_conversation new_conversation)
returns setof conversations
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_row conversations := conversation_of(p_conversation);
begin
  v_row.tenant_id := p_tenant_id;
  v_row.id := p_id;
  v_row.user_id := require_active_user(p_tenant_id);
  return query select * from enter_conversation(v_row, p_unless_there => false);
end
$$;

revoke execute on function open_conversation(uuid, uuid, new_conversation) from public;
grant execute on function open_conversation(uuid, uuid, new_conversation) to authenticated_users;

comment on function open_conversation(uuid, uuid, new_conversation) is
  'Opens a conversation of the current user, and returns it; fails with 23505 where the tenant has one with that id.';

select set_config('role', current_setting('lyss.migrating_role'), true);
