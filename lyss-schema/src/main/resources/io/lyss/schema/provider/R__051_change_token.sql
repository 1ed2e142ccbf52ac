-- Changes of tokens that the policy alone decides: whose it is, and that it is not revoked. They are
-- functions for their answer: the token with what it is restricted to.

-- What is null stays as it is.
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

create or replace function set_token_models(p_tenant_id uuid, p_id uuid, p_allowed_models jsonb)
returns setof user_token_details
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  update user_tokens as t
  set allowed_models = p_allowed_models
  where t.tenant_id = p_tenant_id and t.id = p_id;
  if found then
    return query select * from user_token_details as t
      where t.tenant_id = p_tenant_id and t.id = p_id;
  end if;
end
$$;

create or replace function set_token_expiry(
  p_tenant_id uuid, p_id uuid, p_expires_at timestamptz
)
returns setof user_token_details
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  update user_tokens as t
  set expires_at = p_expires_at
  where t.tenant_id = p_tenant_id and t.id = p_id;
  if found then
    return query select * from user_token_details as t
      where t.tenant_id = p_tenant_id and t.id = p_id;
  end if;
end
$$;

comment on function change_token(uuid, uuid, text, bigint, integer, integer) is
  'Changes a token where values are not null; returns it, or nothing.';
comment on function set_token_models(uuid, uuid, jsonb) is
  'Says which models a token may ask for, null for any; returns it, or nothing.';
comment on function set_token_expiry(uuid, uuid, timestamptz) is
  'Says when a token expires, null for never; returns it, or nothing.';
