-- During the grace period the previous secret is accepted as well, but none before it. A caller that got no
-- answer repeats the rotation with its id: the lost secret is replaced, and the previous one stays accepted. An
-- expired token is refused, because its new secret would be expired, too.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function rotate_token(
  p_tenant_id uuid,
  p_id uuid,
  p_rotation_id uuid,
  p_key_hash text,
  p_pepper_id text,
  p_key_prefix text,
  p_grace interval
)
returns setof user_token_details
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user_id constant uuid := require_active_user(p_tenant_id);
  v_until constant timestamptz := statement_time() + p_grace;
  v_keeps constant boolean := p_grace > '0';
begin
  if p_rotation_id is null then
    raise exception 'rotation_id is null: a rotation has an id of the caller''s'
      using errcode = 'not_null_violation';
  end if;
  if exists (
    select from user_tokens as t
    where t.tenant_id = p_tenant_id and t.id = p_id and t.user_id = v_user_id
      and t.revoked_at is null and t.expires_at <= statement_time()
  ) then
    raise exception 'the token has expired: change its expiry before its secret'
      using errcode = 'check_violation', constraint = 'user_tokens_expires_at_check';
  end if;
  update user_tokens as t
  set
    key_hash = p_key_hash,
    pepper_id = p_pepper_id,
    key_prefix = p_key_prefix,
    rotation_id = p_rotation_id,
    previous_key_hash = case
      when t.rotation_id = p_rotation_id then t.previous_key_hash
      when v_keeps then t.key_hash
    end,
    previous_pepper_id = case
      when t.rotation_id = p_rotation_id then t.previous_pepper_id
      when v_keeps then t.pepper_id
    end,
    previous_key_expires_at = case
      when t.rotation_id = p_rotation_id then t.previous_key_expires_at
      when v_keeps then v_until
    end
  where t.tenant_id = p_tenant_id and t.id = p_id and t.user_id = v_user_id
    and t.revoked_at is null;
  if found then
    return query select * from token_details(p_tenant_id, p_id);
  end if;
end
$$;

revoke execute on function rotate_token(uuid, uuid, uuid, text, text, text, interval) from public;
grant execute on function rotate_token(uuid, uuid, uuid, text, text, text, interval) to authenticated_users;

comment on function rotate_token(uuid, uuid, uuid, text, text, text, interval) is
  'Replaces the hash of a token of the current user; the previous secret is accepted for the grace period.';

select set_config('role', current_setting('lyss.migrating_role'), true);
