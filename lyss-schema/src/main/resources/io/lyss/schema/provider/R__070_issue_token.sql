-- The owner issues, changes and rotates a token. It is a function because nobody may read the hashes, and
-- because the owner has to see the channels that the token is restricted to.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

do $do$
begin
  execute format(
$function$
create or replace function issue_token(
  p_tenant_id uuid,
  p_id uuid,
  p_key_hash text,
  p_pepper_id text,
  p_key_prefix text,
  p_channel_ids uuid[],
  p_settings token_settings
)
returns setof user_token_details
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user_id constant uuid := require_active_user(p_tenant_id);
begin
  if p_settings.expires_at <= statement_time() then
    raise exception 'expires_at is %%, which is over: give a time to come, or none', p_settings.expires_at
      using errcode = 'check_violation', constraint = 'user_tokens_expires_at_check';
  end if;
  insert into user_tokens
    (tenant_id, id, user_id, key_hash, pepper_id, key_prefix, restricted_to_channels, %s)
  values
    (p_tenant_id, p_id, v_user_id, p_key_hash, p_pepper_id, p_key_prefix, p_channel_ids is not null, %s);
  if p_channel_ids is not null then
    perform add_token_channels(p_tenant_id, p_id, p_channel_ids);
  end if;
  return query select * from token_details(p_tenant_id, p_id);
end
$$
$function$,
    each_column('token_settings', '%I'), each_column('token_settings', 'p_settings.%I'));
end
$do$;

revoke execute on function issue_token(uuid, uuid, text, text, text, uuid[], token_settings) from public;
grant execute on function issue_token(uuid, uuid, text, text, text, uuid[], token_settings) to authenticated_users;

comment on function issue_token(uuid, uuid, text, text, text, uuid[], token_settings) is
  'Issues a token of the current user and returns it; null channels for no restriction.';

select set_config('role', current_setting('lyss.migrating_role'), true);
