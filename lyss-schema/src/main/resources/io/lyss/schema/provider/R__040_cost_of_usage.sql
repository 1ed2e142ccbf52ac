-- Without prices nothing has a cost.
create or replace function cost_of_usage(
  p_tenant_id uuid, p_provider_type text, p_model text, p_counts jsonb, p_at timestamptz
)
returns table (price_id uuid, currency char(3), cost numeric)
language plpgsql stable
as $$
begin
end
$$;

revoke execute on function cost_of_usage(uuid, text, text, jsonb, timestamptz) from public;
grant execute on function cost_of_usage(uuid, text, text, jsonb, timestamptz) to lyss_definer;

comment on function cost_of_usage(uuid, text, text, jsonb, timestamptz) is
  'Internal: What tokens cost at a time; nothing where they have no price.';
