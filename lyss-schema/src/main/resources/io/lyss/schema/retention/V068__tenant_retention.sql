-- How long a tenant keeps what its users have said, or what is remembered of them. A tenant without a row
-- keeps it for as long as the platform does.
create table tenant_retention (
  tenant_id uuid not null,
  keep_days integer not null,
  set_by uuid,
  set_at timestamptz not null default current_timestamp,
  constraint tenant_retention_tenant_id_pk primary key (tenant_id),
  constraint tenant_retention_keep_days_check check (keep_days between 1 and 36500)
);

alter table tenant_retention enable row level security;
alter table tenant_retention force row level security;

comment on table tenant_retention is 'For how many days tenants keep what their users leave untouched.';
comment on column tenant_retention.tenant_id is 'The tenant.';
comment on column tenant_retention.keep_days is
  'After so many days without activity it is deleted for good, 1 to 36,500.';
comment on column tenant_retention.set_by is 'The user of the scope that said so; null for none.';
comment on column tenant_retention.set_at is 'Since when.';
