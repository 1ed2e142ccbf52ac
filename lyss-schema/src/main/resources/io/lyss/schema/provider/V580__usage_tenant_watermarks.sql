-- Which usage of a tenant is in its roll-ups, where Citus distributes the database; elsewhere the table is empty, and
-- usage_watermark says it of all tenants. Citus commits a refresh on each node by itself. So this lies with the tenant's
-- roll-ups and requests: a statement that reads all three reads them in one snapshot, and counts no request twice.
create table usage_tenant_watermarks (
  tenant_id uuid not null,
  next_stamp bigint not null,
  open_stamps bigint[] not null,
  constraint usage_tenant_watermarks_tenant_id_pk primary key (tenant_id)
);

alter table usage_tenant_watermarks enable row level security;
alter table usage_tenant_watermarks force row level security;

comment on table usage_tenant_watermarks is
  'How far usage of a tenant is rolled up, where Citus distributes the database; elsewhere empty.';
comment on column usage_tenant_watermarks.tenant_id is 'The tenant.';
comment on column usage_tenant_watermarks.next_stamp is 'Rows from this stamp on are not rolled up.';
comment on column usage_tenant_watermarks.open_stamps is
  'Nor are rows of these stamps, whose transactions may have been running at the last refresh.';
