-- The channels that the caller may use for a model now, by id. A channel is looked at only until there are enough.
do $do$
begin
  execute format(
$function$
create or replace function usable_channels(p_tenant_id uuid, p_model text, p_after_id uuid, p_limit integer)
returns setof channel_states
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_channel channel_states;
  v_state text;
  v_found integer := 0;
begin
  for v_channel in
    select c.* from %1$s as c
    where c.tenant_id = p_tenant_id and c.id > p_after_id and c.models ? p_model and c.state = 'available'
      and can_use_channel(c.config_scope, c.owner_id, c.group_id)
    order by c.id
  loop
    exit when v_found >= p_limit;
    select s.state into v_state
    from model_state(
      p_tenant_id => p_tenant_id, p_channel_id => v_channel.id, p_model => p_model,
      p_state => v_channel.state, p_retry_at => v_channel.retry_at, p_amount => null,
      p_estimate => null) as s;
    if v_state = 'available' then
      v_found := v_found + 1;
      return next v_channel;
    end if;
  end loop;
end
$$
$function$,
    of_tenant('channel_states'));
end
$do$;

comment on function usable_channels(uuid, text, uuid, integer) is
  'The next p_limit channels after p_after_id that the caller may use for a model now.';
