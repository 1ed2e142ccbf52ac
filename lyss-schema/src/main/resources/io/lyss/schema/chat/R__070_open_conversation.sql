-- Opens a conversation of the current user. It is a function for two reasons of Citus: Citus sends an insert to
-- its node with each column that has a default, and no user may set those; and it demands that one role writes
-- both a new conversation and its messages in one transaction.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function open_conversation(
  p_tenant_id uuid,
  p_id uuid,
  p_title text,
  p_model_name text,
  p_provider_channel_id uuid,
  p_system_prompt text,
  p_temperature double precision,
  p_max_tokens integer,
  p_expires_at timestamptz
)
returns setof conversations
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_row conversations;
begin
  v_row.tenant_id := p_tenant_id;
  v_row.id := p_id;
  v_row.user_id := require_active_user(p_tenant_id);
  v_row.title := p_title;
  v_row.model_name := p_model_name;
  v_row.provider_channel_id := p_provider_channel_id;
  v_row.system_prompt := p_system_prompt;
  v_row.temperature := p_temperature;
  v_row.max_tokens := p_max_tokens;
  v_row.expires_at := p_expires_at;
  return query select * from enter_conversation(v_row, p_unless_there => false);
end
$$;

revoke execute on function open_conversation(
  uuid, uuid, text, text, uuid, text, double precision, integer, timestamptz
) from public;
grant execute on function open_conversation(
  uuid, uuid, text, text, uuid, text, double precision, integer, timestamptz
) to authenticated_users;

comment on function open_conversation(
  uuid, uuid, text, text, uuid, text, double precision, integer, timestamptz
) is
  'Opens a conversation of the current user, and returns it; fails with 23505 where the tenant has one with that id.';

select set_config('role', current_setting('lyss.migrating_role'), true);
