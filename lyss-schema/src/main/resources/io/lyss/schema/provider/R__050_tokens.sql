-- What can be done with a token and takes more than a policy can say: its hashes are nobody's to read,
-- and what it is restricted to has to be seen by whose it is.
--
-- Tokens are issued, changed and rotated by whose they are; their administrators, and system work, can
-- only revoke them. What is revoked stays so.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

-- A channel that is hidden is refused like one that is not there.
create or replace function add_token_channels(
  p_tenant_id uuid, p_token_id uuid, p_channel_ids uuid[]
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
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
  insert into user_token_channels (tenant_id, token_id, channel_id, user_id)
  select p_tenant_id, p_token_id, wanted.id, current_user_id()
  from (select distinct unnest(p_channel_ids)) as wanted (id)
  order by wanted.id;
end
$$;

create or replace function issue_token(
  p_tenant_id uuid,
  p_id uuid,
  p_name text,
  p_key_hash text,
  p_key_prefix text,
  p_allowed_models jsonb,
  p_channel_ids uuid[],
  p_quota bigint,
  p_rate_limit integer,
  p_expires_at timestamptz
)
returns setof user_token_details
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user_id constant uuid := require_user(p_tenant_id);
begin
  insert into user_tokens
    (tenant_id, id, user_id, name, key_hash, key_prefix, restricted_to_channels, allowed_models,
      quota, rate_limit, expires_at)
  values
    (p_tenant_id, p_id, v_user_id, p_name, p_key_hash, p_key_prefix, p_channel_ids is not null,
      p_allowed_models, p_quota, p_rate_limit, p_expires_at);
  if p_channel_ids is not null then
    perform add_token_channels(p_tenant_id, p_id, p_channel_ids);
  end if;
  return query select * from user_token_details as t
    where t.tenant_id = p_tenant_id and t.id = p_id;
end
$$;

-- What it was restricted to before it is no more; null lifts the restriction.
create or replace function restrict_token(p_tenant_id uuid, p_id uuid, p_channel_ids uuid[])
returns setof user_token_details
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user_id constant uuid := require_user(p_tenant_id);
begin
  update user_tokens as t
  set restricted_to_channels = p_channel_ids is not null
  where t.tenant_id = p_tenant_id and t.id = p_id and t.user_id = v_user_id
    and t.revoked_at is null;
  if not found then
    return;
  end if;
  delete from user_token_channels as c where c.tenant_id = p_tenant_id and c.token_id = p_id;
  if p_channel_ids is not null then
    perform add_token_channels(p_tenant_id, p_id, p_channel_ids);
  end if;
  return query select * from user_token_details as t
    where t.tenant_id = p_tenant_id and t.id = p_id;
end
$$;

-- Within the grace the text before is taken as well; the one before that is not any more.
create or replace function rotate_token(
  p_tenant_id uuid, p_id uuid, p_key_hash text, p_key_prefix text, p_grace interval
)
returns setof user_token_details
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user_id constant uuid := require_user(p_tenant_id);
  v_until constant timestamptz := statement_timestamp() + p_grace;
  v_keeps constant boolean := p_grace > '0';
begin
  update user_tokens as t
  set
    key_hash = p_key_hash,
    key_prefix = p_key_prefix,
    previous_key_hash = case when v_keeps then t.key_hash end,
    previous_key_expires_at = case when v_keeps then v_until end
  where t.tenant_id = p_tenant_id and t.id = p_id and t.user_id = v_user_id
    and t.revoked_at is null;
  if found then
    return query select * from user_token_details as t
      where t.tenant_id = p_tenant_id and t.id = p_id;
  end if;
end
$$;

-- An administrator of the tenant and system work may revoke anybody's tokens, everybody their own.
create or replace function may_revoke_tokens(p_tenant_id uuid, p_user_id uuid) returns boolean
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  if current_setting('role') = 'lyss_system' then
    perform require_system();
    return true;
  end if;
  return p_user_id = require_user(p_tenant_id) or current_user_is_tenant_admin();
end
$$;

-- To revoke again is no change and no event.
create or replace function revoke_token(p_tenant_id uuid, p_id uuid)
returns setof user_token_details
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user_id constant uuid := (
    select t.user_id from user_tokens as t where t.tenant_id = p_tenant_id and t.id = p_id);
begin
  if not coalesce(may_revoke_tokens(p_tenant_id, v_user_id), false) then
    return;
  end if;
  update user_tokens as t
  set
    status = 2,
    revoked_at = current_timestamp,
    previous_key_hash = null,
    previous_key_expires_at = null
  where t.tenant_id = p_tenant_id and t.id = p_id and t.revoked_at is null;
  if found then
    perform publish_event(
      p_tenant_id, 'token:' || p_id, 'token.revoked', jsonb_build_object('user_id', v_user_id));
  end if;
  return query select * from user_token_details as t
    where t.tenant_id = p_tenant_id and t.id = p_id;
end
$$;

-- For when somebody leaves, or has lost what they keep their tokens in.
create or replace function revoke_user_tokens(p_tenant_id uuid, p_user_id uuid) returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_id uuid;
  v_revoked bigint := 0;
begin
  if not may_revoke_tokens(p_tenant_id, p_user_id) then
    raise exception 'this takes an administrator of the tenant, or whose the tokens are'
      using errcode = 'insufficient_privilege';
  end if;
  for v_id in
    select t.id from user_tokens as t
    where t.tenant_id = p_tenant_id and t.user_id = p_user_id and t.revoked_at is null
    order by t.id
  loop
    perform revoke_token(p_tenant_id, v_id);
    v_revoked := v_revoked + 1;
  end loop;
  return v_revoked;
end
$$;

revoke execute on function
  add_token_channels(uuid, uuid, uuid[]),
  issue_token(uuid, uuid, text, text, text, jsonb, uuid[], bigint, integer, timestamptz),
  restrict_token(uuid, uuid, uuid[]),
  rotate_token(uuid, uuid, text, text, interval),
  may_revoke_tokens(uuid, uuid),
  revoke_token(uuid, uuid),
  revoke_user_tokens(uuid, uuid)
  from public;
grant execute on function
  issue_token(uuid, uuid, text, text, text, jsonb, uuid[], bigint, integer, timestamptz),
  restrict_token(uuid, uuid, uuid[]),
  rotate_token(uuid, uuid, text, text, interval)
  to authenticated_users;
grant execute on function revoke_token(uuid, uuid), revoke_user_tokens(uuid, uuid)
  to authenticated_users, lyss_system;

comment on function add_token_channels(uuid, uuid, uuid[]) is
  'Internal: Enters the channels that a token is restricted to; each has to be seen by who is asking.';
comment on function issue_token(
  uuid, uuid, text, text, text, jsonb, uuid[], bigint, integer, timestamptz
) is
  'Enters a token of who is asking and returns it; channels are null for no restriction.';
comment on function restrict_token(uuid, uuid, uuid[]) is
  'Restricts a token of who is asking to some channels, or to none, or lifts that with null.';
comment on function rotate_token(uuid, uuid, text, text, interval) is
  'Replaces the hash of a token of who is asking; the one before is good for the grace still.';
comment on function may_revoke_tokens(uuid, uuid) is
  'Internal: Whether who is asking may revoke the tokens of a user.';
comment on function revoke_token(uuid, uuid) is
  'Revokes a token for good and returns it, or nothing where there is none in this scope.';
comment on function revoke_user_tokens(uuid, uuid) is
  'Revokes all tokens of a user; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
