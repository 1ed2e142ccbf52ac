-- The channels that a token may use; null for all of them, as without a token.
create or replace function token_channels(p_tenant_id uuid, p_token_id uuid) returns uuid[]
language plpgsql stable
as $$
begin
  return (
    select array(
      select c.channel_id from ${schema}.user_token_channels as c
      where c.tenant_id = p_tenant_id and c.token_id = p_token_id
      order by c.channel_id)
    from ${schema}.user_tokens as t
    where t.tenant_id = p_tenant_id and t.id = p_token_id and t.restricted_to_channels);
end
$$;

revoke execute on function token_channels(uuid, uuid) from public;
grant execute on function token_channels(uuid, uuid) to lyss_definer;

comment on function token_channels(uuid, uuid) is
  'Internal: The channels that a token is restricted to; null if it is not, and without one.';
