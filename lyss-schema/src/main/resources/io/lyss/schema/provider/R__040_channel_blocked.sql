-- Why a channel has no room for a request of a model, and until when; null until: not by itself. No row:
-- there is room.
create or replace function channel_blocked(p_tenant_id uuid, p_channel_id uuid, p_model text)
returns table (reason text, until timestamptz)
language plpgsql stable
as $$
begin
  return query
    select 'exhausted', null::timestamptz
    from ${schema}.provider_channels as c
    where c.tenant_id = p_tenant_id and c.id = p_channel_id
      and c.quota <> -1 and c.used_quota >= c.quota;
end
$$;

comment on function channel_blocked(uuid, uuid, text) is
  'Internal: Why a channel has no room for a request (exhausted, rate_limited), and until when; or no row.';
