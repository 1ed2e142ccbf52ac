-- Distributions: which organization provider was given to whom.
--
--   * Only organization providers are distributed. A check cannot look into another table, so the
--     row carries the scope that it requires, and the foreign key compares it with the
--     provider's. So a provider that is distributed cannot become personal either.
--   * It may begin later, and end by itself. The row tells of the last period alone; all that there were are
--     in access_periods.
--   * Users and providers that are named here cannot be deleted, only deactivated: a distribution
--     is the record of a decision.
--   * There is no index on is_active alone, nor on provider_id (the unique constraint begins with
--     it), nor on distributed_by (no query asks for it).
create table provider_distributions (
  id integer generated always as identity,
  provider_id integer not null,
  scope varchar(20) not null generated always as ('organization') stored,
  user_id integer not null,
  distributed_by integer not null,
  distributed_at timestamptz not null default current_timestamp,
  is_active boolean not null default true,
  valid_from timestamptz not null default current_timestamp,
  valid_until timestamptz,
  constraint provider_distributions_id_pk primary key (id),
  constraint unique_provider_distribution unique (provider_id, user_id),
  constraint check_only_org_providers_can_be_distributed
    foreign key (provider_id, scope) references provider_configs (id, scope) on delete restrict,
  constraint provider_distributions_user_id_fk foreign key (user_id) references users (id)
    on delete restrict,
  constraint provider_distributions_distributed_by_fk foreign key (distributed_by)
    references users (id) on delete restrict,
  constraint provider_distributions_valid_from_check check (isfinite(valid_from)),
  constraint provider_distributions_valid_from_valid_until_check
    check (valid_from <= valid_until and isfinite(valid_until))
);

-- serves: the access predicate (provider_access), from the index alone, and the providers distributed to a
-- user
create index idx_provider_distributions_user_active
  on provider_distributions (user_id, provider_id) include (valid_from, valid_until) where is_active;

alter table provider_distributions enable row level security;
alter table provider_distributions force row level security;

comment on table provider_distributions is 'Organization providers that were given to users.';
comment on column provider_distributions.id is 'Id of the distribution.';
comment on column provider_distributions.provider_id is 'The organization provider.';
comment on column provider_distributions.scope is
  'Always organization; what the foreign key compares with the provider''s own scope.';
comment on column provider_distributions.user_id is 'The user who may use the provider.';
comment on column provider_distributions.distributed_by is
  'The user who distributed or revoked it last.';
comment on column provider_distributions.distributed_at is 'When it was last distributed.';
comment on column provider_distributions.is_active is 'False once it is revoked.';
comment on column provider_distributions.valid_from is 'From when on it gives access.';
comment on column provider_distributions.valid_until is
  'Until when, exclusively: a time set beforehand, or when it was revoked; null for no end.';
