-- The answer of verify_token(), for a host that keeps it: with its snapshot, when it ends by itself, and what
-- has changed since the host asked last.
--
-- The snapshot is taken first, and the statements after it see at least as much. So a change that is not in the
-- answer is one that the snapshot does not see. The scope was bound before the snapshot, so the tenant is
-- looked up again.
--
-- An answer ends when the token does, and when its use has to be stored next: so last_used_at is as exact as
-- without a cache. An answer other than "valid" ends at once.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function answer_token(
  p_tenant_id uuid, p_key_hashes text[], p_pepper_ids text[], p_known text
)
returns table (
  answer text, ends_at timestamptz, answered_at timestamptz, server text, snapshot text, changes text
)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_snapshot constant text := snapshot_to_keep();
  v_token record;
begin
  select * into v_token from verify_token(p_tenant_id, p_key_hashes, p_pepper_ids);
  perform from known_tenants as k where k.tenant_id = p_tenant_id and k.status <> 'active';
  if found then
    v_token.outcome := 'tenant_not_active';
  end if;
  answered_at := statement_time();
  server := answering_server();
  snapshot := v_snapshot;
  changes := access_changes_since(p_tenant_id, p_known::pg_snapshot);
  if v_token.outcome = 'valid' then
    select least(
      t.expires_at,
      case when t.previous_key_hash = any (p_key_hashes) then t.previous_key_expires_at end,
      coalesce(t.last_used_at + interval '1 minute', answered_at))
    into ends_at
    from user_tokens as t
    where t.tenant_id = p_tenant_id and t.id = v_token.token_id;
    answer := token_answer(
      p_token_id => v_token.token_id, p_user_id => v_token.user_id,
      p_restricted_to_channels => v_token.restricted_to_channels, p_channel_ids => v_token.channel_ids,
      p_allowed_models => v_token.allowed_models, p_rate_limit => v_token.rate_limit,
      p_expires_at => v_token.expires_at);
  else
    ends_at := answered_at;
    answer := v_token.outcome;
  end if;
  return next;
end
$$;

revoke execute on function answer_token(uuid, text[], text[], text) from public;
grant execute on function answer_token(uuid, text[], text[], text) to authenticated_users;

comment on function answer_token(uuid, text[], text[], text) is
  'The owner of a token and what it may do, and for how long a host may keep that answer: one row.';

select set_config('role', current_setting('lyss.migrating_role'), true);
