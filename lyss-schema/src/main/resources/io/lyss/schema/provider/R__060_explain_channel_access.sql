-- Why the caller may send a request of a model through a channel now, or why not. A channel that the caller
-- does not see "is not found".
create or replace function explain_channel_access(p_tenant_id uuid, p_id uuid, p_model text)
returns table (granted boolean, reason text, retry_at timestamptz)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_channel channel_states;
  v_state text;
begin
  granted := false;
  select * into v_channel from channel_state(p_tenant_id, p_id);
  if not found then
    reason := 'channel_not_found';
    return next;
    return;
  end if;
  if v_channel.models ? p_model then
    select s.state, s.until into v_state, retry_at
    from model_state(
      p_tenant_id => p_tenant_id, p_channel_id => p_id, p_model => p_model, p_state => v_channel.state,
      p_retry_at => v_channel.retry_at, p_amount => null, p_estimate => null) as s;
  end if;
  reason := case
    when current_tenant_id() is null then 'no_user'
    when can_use_channel(v_channel.config_scope, v_channel.owner_id, v_channel.group_id) is not true
      then 'not_member'
    when v_state is null then 'unsupported'
    when v_state <> 'available' then v_state
    when v_channel.config_scope = 'personal' then 'owner'
    when v_channel.config_scope = 'group' then 'member'
    else 'tenant'
  end;
  granted := reason = any ('{owner,member,tenant}');
  return next;
end
$$;

comment on function explain_channel_access(uuid, uuid, text) is
  'Why the caller may send a request of a model through a channel now, or why not: one row.';
