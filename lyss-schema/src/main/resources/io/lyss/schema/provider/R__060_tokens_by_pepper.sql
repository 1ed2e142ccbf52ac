-- Which peppers tokens are hashed with, so that one knows when a former one may be forgotten.
create or replace function tokens_by_pepper(p_tenant_id uuid)
returns table (pepper_id text, tokens bigint)
language sql stable
begin atomic
  select h.pepper_id, count(*)
  from (
    select t.pepper_id
    from user_tokens as t
    where t.tenant_id = p_tenant_id and t.revoked_at is null
    union all
    select t.previous_pepper_id
    from user_tokens as t
    where t.tenant_id = p_tenant_id and t.revoked_at is null
      and t.previous_key_expires_at > statement_time()
  ) as h (pepper_id)
  group by h.pepper_id;
end;

comment on function tokens_by_pepper(uuid) is
  'How many tokens that the scope sees are hashed with which pepper.';
