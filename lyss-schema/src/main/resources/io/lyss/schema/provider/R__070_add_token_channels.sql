-- A channel that the caller does not see is refused like one that does not exist.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function add_token_channels(
  p_tenant_id uuid, p_token_id uuid, p_channel_ids uuid[]
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_channel_id uuid;
begin
  if exists (
    select from unnest(p_channel_ids) as wanted (id)
    where not exists (
      select from provider_channels as c
      where c.tenant_id = p_tenant_id and c.id = wanted.id
        and can_see_channel(c.config_scope, c.owner_id, c.group_id)
    )
  ) then
    raise exception 'a channel is not there, or not in this scope (%)',
      'user_token_channels_tenant_id_channel_id_fk'
      using
        errcode = 'foreign_key_violation',
        constraint = 'user_token_channels_tenant_id_channel_id_fk';
  end if;
  -- sorted, so that all callers lock in the same order
  for v_channel_id in
    select distinct wanted.id from unnest(p_channel_ids) as wanted (id) order by wanted.id
  loop
    insert into user_token_channels (tenant_id, token_id, channel_id, user_id)
    values (p_tenant_id, p_token_id, v_channel_id, current_user_id());
  end loop;
end
$$;

revoke execute on function add_token_channels(uuid, uuid, uuid[]) from public;

comment on function add_token_channels(uuid, uuid, uuid[]) is
  'Internal: Restricts a token to channels; the caller has to see each of them.';

select set_config('role', current_setting('lyss.migrating_role'), true);
