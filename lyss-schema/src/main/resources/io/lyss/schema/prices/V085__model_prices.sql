-- What the models cost, and from when until when. A tenant's own price takes precedence over the one
-- for everybody. No two prices of one tenant, provider and model overlap in time: an exclusion
-- constraint sees to that.
--
-- The prices of all kinds stand in the row, as JSON: a price is set, handed over and applied as a
-- whole, one look-up finds all of it, and a reader sees it at a glance:
-- {"input": 1.25, "input>200000": 2.5, "output": 10, "output>200000": 15, "input.cached": 0.31}
create table model_prices (
  tenant_id uuid not null,
  id uuid not null,
  provider_type varchar(50) not null,
  model varchar(200) not null,
  currency char(3) not null,
  unit_prices jsonb not null,
  effective_from timestamptz not null,
  effective_to timestamptz,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint model_prices_tenant_id_id_pk primary key (tenant_id, id),
  constraint model_prices_tenant_id_provider_type_model_excl
    exclude using gist (
      tenant_id with =,
      provider_type with =,
      model with =,
      tstzrange(effective_from, effective_to) with &&
    ),
  constraint model_prices_provider_type_check
    check (is_trimmed(provider_type)),
  constraint model_prices_model_check check (is_trimmed(model)),
  constraint model_prices_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint model_prices_unit_prices_check check (is_unit_prices(unit_prices)),
  constraint model_prices_effective_from_effective_to_check
    check (
      isfinite(effective_from)
      and (effective_to is null or isfinite(effective_to) and effective_from < effective_to)
    )
);

-- serves: the price at an instant; the history of a model's prices, newest first
create index idx_model_prices_model
  on model_prices (tenant_id, provider_type, model, effective_from, id);

alter table model_prices enable row level security;
alter table model_prices force row level security;

comment on table model_prices is 'What the models cost, and when.';
comment on column model_prices.tenant_id is
  'The tenant that it is for; nil for all that have none of their own.';
comment on column model_prices.id is 'Id, a UUID of version 7 that the application made.';
comment on column model_prices.provider_type is
  'The kind of provider, by the name that the provider service has for it.';
comment on column model_prices.model is 'The model, by the provider''s name.';
comment on column model_prices.currency is 'Currency, as ISO 4217 has it.';
comment on column model_prices.unit_prices is
  'Price of each kind for a million tokens, of a request for each; "input>200000": above that size of the prompt.';
comment on column model_prices.effective_from is 'The first instant at which the price is in effect.';
comment on column model_prices.effective_to is
  'The first instant at which it is no longer in effect; null for no end.';
comment on column model_prices.created_at is 'Time at which it was set.';
comment on column model_prices.updated_at is 'Time of the last change.';
