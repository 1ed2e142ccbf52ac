-- Apart from change_token, as null means something here: the token never expires.
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

comment on function set_token_expiry(uuid, uuid, timestamptz) is
  'Sets when a token expires, null for never; returns it, or nothing.';
