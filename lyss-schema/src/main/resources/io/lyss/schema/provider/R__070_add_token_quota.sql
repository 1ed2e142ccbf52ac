-- Amounts are added by a call that adds, so that no two of them get lost. -2 is refused by the constraint of
-- quota; -1 would be no limit. The policy decides which tokens can be changed.
create or replace function add_token_quota(p_tenant_id uuid, p_id uuid, p_amount bigint)
returns setof user_token_details
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  update user_tokens as t
  set quota = case
    when t.quota = -1 then -1
    when t.quota >= -p_amount then t.quota + p_amount
    else -2
  end
  where t.tenant_id = p_tenant_id and t.id = p_id;
  if found then
    return query select * from user_token_details as t
      where t.tenant_id = p_tenant_id and t.id = p_id;
  end if;
end
$$;

comment on function add_token_quota(uuid, uuid, bigint) is
  'Adds to the quota of a token; returns it, or nothing.';
