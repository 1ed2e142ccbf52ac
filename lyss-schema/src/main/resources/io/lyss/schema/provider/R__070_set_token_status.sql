-- The policy decides which tokens can be changed: the current user's own that are not revoked. It is a function
-- because it returns the token with its channels.
create or replace function set_token_status(p_tenant_id uuid, p_id uuid, p_status integer)
returns setof user_token_details
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  update user_tokens as t
  set status = p_status
  where t.tenant_id = p_tenant_id and t.id = p_id;
  if found then
    return query select * from token_details(p_tenant_id, p_id);
  end if;
end
$$;

comment on function set_token_status(uuid, uuid, integer) is
  'Enables or disables a token; returns it, or nothing.';
