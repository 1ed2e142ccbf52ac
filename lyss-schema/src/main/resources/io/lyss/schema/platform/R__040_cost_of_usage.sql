-- Without prices nothing has a cost.
create or replace function cost_of_usage(
  p_provider_type text, p_model text, p_counts jsonb, p_at timestamptz
)
returns table (price_id uuid, currency char(3), cost numeric)
language plpgsql stable
as $$
begin
end
$$;

comment on function cost_of_usage(text, text, jsonb, timestamptz) is
  'Internal: What tokens cost at a time; nothing where they have no price.';
