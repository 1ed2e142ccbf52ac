-- What the models cost, and from when until when. A tenant's own price takes precedence over the one
-- for everybody. No two prices of one tenant, provider and model overlap in time: an exclusion
-- constraint sees to that.
create table model_prices (
  tenant_id uuid not null,
  id uuid not null,
  provider_type varchar(50) not null,
  model_name varchar(100) not null,
  currency char(3) not null,
  input_price numeric not null,
  output_price numeric not null,
  cached_input_price numeric,
  effective_from timestamptz not null,
  effective_to timestamptz,
  created_at timestamptz not null default current_timestamp,
  constraint model_prices_tenant_id_id_pk primary key (tenant_id, id),
  constraint model_prices_tenant_id_provider_type_model_name_excl
    exclude using gist (
      tenant_id with =,
      provider_type with =,
      model_name with =,
      tstzrange(effective_from, effective_to) with &&
    ),
  constraint model_prices_provider_type_check
    check (provider_type = trim_blank(provider_type) and provider_type <> ''),
  constraint model_prices_model_name_check
    check (model_name = trim_blank(model_name) and model_name <> ''),
  constraint model_prices_currency_check check (currency ~ '^[A-Z]{3}$'),
  -- the upper bound refuses NaN and Infinity as well; the scale keeps digits from getting lost
  constraint model_prices_input_price_check
    check (input_price between 0 and 1e9 and scale(input_price) <= 8),
  constraint model_prices_output_price_check
    check (output_price between 0 and 1e9 and scale(output_price) <= 8),
  constraint model_prices_cached_input_price_check
    check (cached_input_price between 0 and 1e9 and scale(cached_input_price) <= 8),
  constraint model_prices_effective_from_effective_to_check
    check (
      isfinite(effective_from)
      and (effective_to is null or isfinite(effective_to) and effective_from < effective_to)
    )
);

-- serves: the price at an instant; the history of a model's prices, newest first
create index idx_model_prices_model
  on model_prices (tenant_id, provider_type, model_name, effective_from, id);

alter table model_prices enable row level security;
alter table model_prices force row level security;

comment on table model_prices is 'What the models cost, and when; per million tokens.';
comment on column model_prices.tenant_id is
  'The tenant that it is for; nil for all that have none of their own.';
comment on column model_prices.id is 'Id, a UUID of version 7 that the application made.';
comment on column model_prices.provider_type is
  'The kind of provider, by the name that the provider service has for it.';
comment on column model_prices.model_name is 'The model, by the provider''s name.';
comment on column model_prices.currency is 'Currency, as ISO 4217 has it.';
comment on column model_prices.input_price is 'For a million input tokens that were not cached.';
comment on column model_prices.output_price is 'For a million output tokens.';
comment on column model_prices.cached_input_price is
  'For a million input tokens that were cached; null: as those that were not.';
comment on column model_prices.effective_from is 'The first instant at which the price is in effect.';
comment on column model_prices.effective_to is
  'The first instant at which it is no longer in effect; null for no end.';
comment on column model_prices.created_at is 'Time at which it was set.';
