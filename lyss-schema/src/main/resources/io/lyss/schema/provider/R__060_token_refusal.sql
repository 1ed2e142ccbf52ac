-- Why a request with a token of the current user is refused, whatever the channel; null if it is
-- not.
create or replace function token_refusal(p_tenant_id uuid, p_token_id uuid, p_model text)
returns text
language plpgsql stable
as $$
declare
  v_user_id constant uuid := ${schema}.current_user_id();
  -- beforehand, because Citus lets no query of a table call what reads another
  v_active constant boolean := ${schema}.user_is_active(p_tenant_id, v_user_id);
  v_refusal text;
begin
  select
    case
      when
        ${schema}.token_state(
          t.status, t.revoked_at, t.expires_at, ${schema}.statement_time()
        ) <> 'active'
        or not v_active
        then 'token_invalid'
      when not t.allowed_models ? p_model then 'model_not_allowed'
      when t.quota <> -1 and t.quota <= (
        select coalesce(sum(q.used + q.held), 0) from ${schema}.quota_counters as q
        where q.tenant_id = p_tenant_id and q.limit_id = p_token_id and q.measure = 'quota'
      ) then 'token_exhausted'
    end
  into v_refusal
  from ${schema}.user_tokens as t
  where t.tenant_id = p_tenant_id and t.id = p_token_id
    and t.user_id = v_user_id;
  return case when found then v_refusal else 'token_invalid' end;
end
$$;

revoke execute on function token_refusal(uuid, uuid, text) from public;
grant execute on function token_refusal(uuid, uuid, text) to lyss_definer;

comment on function token_refusal(uuid, uuid, text) is
  'Internal: token_invalid, model_not_allowed or token_exhausted; null if the token allows the request.';
