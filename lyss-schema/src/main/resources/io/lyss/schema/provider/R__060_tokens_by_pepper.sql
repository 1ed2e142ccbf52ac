-- Which peppers tokens are hashed with: a former pepper that has none can be deleted.
create or replace function tokens_by_pepper(p_tenant_id uuid)
returns table (pepper_id text, tokens bigint)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    select h.pepper_id::text, count(*)
    from user_tokens as t
    cross join lateral (
      values
        (t.pepper_id),
        (case when t.previous_key_expires_at > statement_time() then t.previous_pepper_id end)
    ) as h (pepper_id)
    where t.tenant_id = p_tenant_id and t.revoked_at is null and h.pepper_id is not null
    group by h.pepper_id;
end
$$;

comment on function tokens_by_pepper(uuid) is
  'How many of the tokens that the scope sees are hashed with each pepper.';
