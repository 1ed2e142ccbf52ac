-- What this database was told of a tenant: how many calls a month it may make, and where its days and
-- months begin. A tenant that nobody has told of has no such limit, and UTC. The host may tell of both, and
-- the database of tenants tells of the first; so each has a time of its own.
create table tenant_settings (
  tenant_id uuid not null,
  max_api_calls integer,
  time_zone varchar(64) not null default 'UTC',
  changed_at timestamptz not null,
  limit_changed_at timestamptz not null,
  constraint tenant_settings_tenant_id_pk primary key (tenant_id),
  constraint tenant_settings_max_api_calls_check check (max_api_calls >= 0),
  constraint tenant_settings_time_zone_check check (
    time_zone ~ '^[A-Za-z]'
    and (time_zone !~ '[+-][0-9]' or time_zone ~ '^Etc/')
    and timestamptz 'epoch' at time zone time_zone is not null
  )
);

alter table tenant_settings enable row level security;
alter table tenant_settings force row level security;

comment on table tenant_settings is 'What this database was told of a tenant.';
comment on column tenant_settings.tenant_id is 'The tenant.';
comment on column tenant_settings.max_api_calls is
  'How many requests a month may be reserved; null for no limit.';
comment on column tenant_settings.time_zone is
  'Where the days and months of budgets begin: a name of the IANA time zone database.';
comment on column tenant_settings.changed_at is
  'When the time zone was set so; what is told later of an earlier change is ignored.';
comment on column tenant_settings.limit_changed_at is 'The same of the limit.';
