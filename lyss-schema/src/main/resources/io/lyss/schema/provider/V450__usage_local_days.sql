-- The days of a tenant's time zone whose sums usage_local_totals has. A day is told by where it begins and ends, not by the
-- name of a zone: what is kept stays right whatever the tenant's zone becomes, and whatever rules a later time zone
-- database has for it. A day that is not here is added up from usage_quarter_hours, as it ever was.
create table usage_local_days (
  tenant_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  constraint usage_local_days_tenant_id_starts_at_ends_at_pk primary key (tenant_id, starts_at, ends_at),
  constraint usage_local_days_ends_at_starts_at_check check (ends_at > starts_at and ends_at <= starts_at + interval '26 hours')
);

alter table usage_local_days enable row level security;
alter table usage_local_days force row level security;

comment on table usage_local_days is 'The days of a tenant''s time zone that usage_local_totals has.';
comment on column usage_local_days.tenant_id is 'The tenant.';
comment on column usage_local_days.starts_at is 'Where the day begins.';
comment on column usage_local_days.ends_at is 'Where the next one begins.';
