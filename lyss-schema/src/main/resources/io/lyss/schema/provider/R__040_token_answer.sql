-- A valid token as one word, which a host may keep: ids, the channels that it is restricted to, its rate limit,
-- its expiry in microseconds since 1970, and the models that it may use, each in base64. "*" means no
-- restriction.
create or replace function token_answer(
  p_token_id uuid, p_user_id uuid, p_restricted_to_channels boolean, p_channel_ids uuid[], p_allowed_models jsonb,
  p_rate_limit integer, p_expires_at timestamptz
)
returns text
language plpgsql immutable
set search_path = ${schema}, pg_temp
as $$
begin
  return concat_ws(
    ';', 'valid', p_token_id, p_user_id,
    case when p_restricted_to_channels then array_to_string(p_channel_ids, ',') else '*' end,
    p_rate_limit,
    coalesce((extract(epoch from p_expires_at) * 1000000)::bigint::text, '*'),
    case
      when p_allowed_models is null then '*'
      else (
        select coalesce(string_agg(replace(encode(convert_to(m.name, 'UTF8'), 'base64'), E'\n', ''), ','), '')
        from jsonb_array_elements_text(p_allowed_models) as m (name))
    end);
end
$$;

revoke execute on function token_answer(uuid, uuid, boolean, uuid[], jsonb, integer, timestamptz) from public;
grant execute on function token_answer(uuid, uuid, boolean, uuid[], jsonb, integer, timestamptz) to lyss_definer;

comment on function token_answer(uuid, uuid, boolean, uuid[], jsonb, integer, timestamptz) is
  'Internal: A valid token as one word, which a host may keep.';
