-- Why the caller may send a request of a model through a channel now, or why not. A channel that the caller
-- does not see "is not found".
create or replace function explain_channel_access(p_tenant_id uuid, p_id uuid, p_model text)
returns table (granted boolean, reason text, retry_at timestamptz)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    select
      coalesce(
        can_use_channel(c.config_scope, c.owner_id, c.group_id) and s.state = 'available', false),
      case
        when c.id is null then 'channel_not_found'
        when current_tenant_id() is null then 'no_user'
        when not can_use_channel(c.config_scope, c.owner_id, c.group_id) then 'not_member'
        when s.state is null then 'unsupported'
        when s.state <> 'available' then s.state
        when c.config_scope = 'personal' then 'owner'
        when c.config_scope = 'group' then 'member'
        else 'tenant'
      end,
      s.until
    from (values (p_tenant_id, p_id, p_model)) as question (tenant_id, id, model)
    left join channel_states as c using (tenant_id, id)
    left join channel_model_states as s using (tenant_id, id, model);
end
$$;

comment on function explain_channel_access(uuid, uuid, text) is
  'Why the caller may send a request of a model through a channel now, or why not: one row.';
