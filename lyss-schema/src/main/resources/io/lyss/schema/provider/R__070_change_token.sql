-- The policy decides which tokens can be changed: the current user's own that are not revoked. A
-- function, as it returns the token with its channels.
--
-- A null leaves its column as it is.
create or replace function change_token(
  p_tenant_id uuid,
  p_id uuid,
  p_name text,
  p_quota bigint,
  p_rate_limit integer,
  p_status integer
)
returns setof user_token_details
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  update user_tokens as t
  set
    name = coalesce(p_name, t.name),
    quota = coalesce(p_quota, t.quota),
    rate_limit = coalesce(p_rate_limit, t.rate_limit),
    status = coalesce(p_status, t.status)
  where t.tenant_id = p_tenant_id and t.id = p_id;
  if found then
    return query select * from user_token_details as t
      where t.tenant_id = p_tenant_id and t.id = p_id;
  end if;
end
$$;

comment on function change_token(uuid, uuid, text, bigint, integer, integer) is
  'Changes a token where values are not null; returns it, or nothing.';
