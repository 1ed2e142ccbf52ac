-- Finds the owner of a token, in the scope of the tenant that the secret names, before there is a user; it
-- looks in no other tenant. The application makes the hashes, with peppers that are not in the database: the
-- current one first, then those with which tokens may still be hashed. A token found by a former pepper is
-- hashed with the current one from then on.
--
-- Its use is stored once a minute at most, and not while another session holds the row: a token in heavy use is
-- not written at each request, and nobody waits.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function verify_token(p_tenant_id uuid, p_key_hashes text[], p_pepper_ids text[])
returns table (
  outcome text,
  token_id uuid,
  user_id uuid,
  restricted_to_channels boolean,
  channel_ids uuid[],
  allowed_models jsonb,
  rate_limit integer,
  expires_at timestamptz
)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
  v_token record;
  -- in variables: at an element of an array that a row is set to, Citus would end the whole server
  v_key_hash constant text := p_key_hashes[1];
  v_pepper_id constant text := p_pepper_ids[1];
begin
  if p_tenant_id is distinct from require_tenant() then
    raise exception 'a token is verified in the scope of its tenant'
      using errcode = 'insufficient_privilege';
  end if;
  if not current_tenant_is_active() then
    outcome := 'tenant_not_active';
    return next;
    return;
  end if;
  select t.id, t.user_id, t.last_used_at, token_state(t.status, t.revoked_at, t.expires_at, v_now) as state,
    t.key_hash = any (p_key_hashes[2:]) as is_outdated,
    t.previous_key_hash = any (p_key_hashes[2:]) as is_previous_outdated
  into v_token
  from user_tokens as t
  where t.tenant_id = p_tenant_id
    and (
      t.key_hash = any (p_key_hashes)
      or t.previous_key_hash = any (p_key_hashes) and t.previous_key_expires_at > v_now
    );
  if not found then
    outcome := 'unknown';
    return next;
    return;
  end if;
  if v_token.state <> 'active' then
    outcome := v_token.state;
    return next;
    return;
  end if;
  if not user_is_active(p_tenant_id, v_token.user_id) then
    outcome := 'user_not_active';
    return next;
    return;
  end if;
  if v_token.last_used_at is null or v_token.last_used_at <= v_now - interval '1 minute'
    or v_token.is_outdated or v_token.is_previous_outdated
  then
    perform from user_tokens as t
    where t.tenant_id = p_tenant_id and t.id = v_token.id
    for no key update skip locked;
    if found then
      update user_tokens as t set last_used_at = v_now
      where t.tenant_id = p_tenant_id and t.id = v_token.id;
      if v_token.is_outdated then
        update user_tokens as t set key_hash = v_key_hash, pepper_id = v_pepper_id
        where t.tenant_id = p_tenant_id and t.id = v_token.id and t.key_hash = any (p_key_hashes);
      elsif v_token.is_previous_outdated then
        update user_tokens as t
        set previous_key_hash = v_key_hash, previous_pepper_id = v_pepper_id
        where t.tenant_id = p_tenant_id and t.id = v_token.id
          and t.previous_key_hash = any (p_key_hashes);
      end if;
    end if;
  end if;
  return query
    select 'valid', t.id, t.user_id, t.restricted_to_channels,
      array(
        select c.channel_id from user_token_channels as c
        where c.tenant_id = p_tenant_id and c.token_id = v_token.id
        order by c.channel_id),
      t.allowed_models::jsonb, t.rate_limit::integer, t.expires_at
    from user_tokens as t
    where t.tenant_id = p_tenant_id and t.id = v_token.id;
end
$$;

revoke execute on function verify_token(uuid, text[], text[]) from public;
grant execute on function verify_token(uuid, text[], text[]) to authenticated_users;

comment on function verify_token(uuid, text[], text[]) is
  'The owner of a token and what it may do, or why it is not accepted: one row.';

select set_config('role', current_setting('lyss.migrating_role'), true);
