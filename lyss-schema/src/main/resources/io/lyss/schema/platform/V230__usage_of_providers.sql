-- Usage of all time by provider and user, for provider_usage_summary.
create table usage_of_providers (
  provider_id integer not null,
  user_id integer not null,
  currency char(3),
  requests bigint not null,
  unpriced bigint not null,
  tokens bigint not null,
  cost numeric not null,
  first_used_at timestamptz not null,
  last_used_at timestamptz not null
);

-- keeps each combination in one row, which a refresh adds to; serves: usage by what it begins with
create unique index idx_usage_of_providers on usage_of_providers
  (provider_id, user_id, currency)
  nulls not distinct;

-- serves: the policy
create index idx_usage_of_providers_user on usage_of_providers (user_id);

alter table usage_of_providers enable row level security;
alter table usage_of_providers force row level security;

comment on table usage_of_providers is 'Usage of all time by provider and user.';
comment on column usage_of_providers.provider_id is 'The provider.';
comment on column usage_of_providers.user_id is 'The user.';
comment on column usage_of_providers.currency is 'Currency of the cost; null for that of the organisation.';
comment on column usage_of_providers.requests is 'How many requests.';
comment on column usage_of_providers.unpriced is 'How many of them have no price.';
comment on column usage_of_providers.tokens is 'Tokens, in and out together.';
comment on column usage_of_providers.cost is 'Cost, adjustments included.';
comment on column usage_of_providers.first_used_at is 'Time of the first request.';
comment on column usage_of_providers.last_used_at is 'Time of the last request.';
