-- What has changed in what hosts may have kept as an answer: a row for each user or token whose answers a
-- transaction has changed, or one for all of a tenant. Triggers write it, in the transaction of the change.
--
--   * Rows are added and never changed, and none refers to another: of two administrators none waits for the other.
--   * stamp is the transaction. A host remembers what it saw as a snapshot of transactions, and asks what has
--     become visible since: so a change that commits late is not passed over, as one with a small number would
--     be by a counter.
--   * The rows of a day are kept. The newest one of a tenant is, too: that the oldest is older than what a host knows
--     says that nothing was forgotten that the host has not seen.
--   * What is told of the platform's tenant is told to the hosts of every tenant.
create table access_changes (
  tenant_id uuid not null,
  stamp xid8 not null default pg_current_xact_id(),
  kind varchar(20) not null,
  id uuid not null,
  changed_at timestamptz not null default current_timestamp,
  constraint access_changes_tenant_id_stamp_kind_id_pk primary key (tenant_id, stamp, kind, id),
  constraint access_changes_kind_check check (kind in ('user', 'token', 'all')),
  constraint access_changes_kind_id_check check ((kind = 'all') = (id = platform_tenant_id()))
);

alter table access_changes enable row level security;
alter table access_changes force row level security;

comment on table access_changes is
  'Internal: Of which user or token answers have changed, for hosts that keep answers.';
comment on column access_changes.tenant_id is 'The tenant; nil for all tenants.';
comment on column access_changes.stamp is 'The transaction that changed it.';
comment on column access_changes.kind is 'user or token: what the id is of; all: anything may have changed.';
comment on column access_changes.id is 'Id of the user or the token; nil for all.';
comment on column access_changes.changed_at is 'When it was changed.';
