-- Apart from change_token, as null means something here: any model.
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

comment on function set_token_models(uuid, uuid, jsonb) is
  'Sets which models a token may ask for, null for any; returns it, or nothing.';
