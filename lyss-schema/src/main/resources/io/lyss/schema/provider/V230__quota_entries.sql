-- The ledger: one entry for each change of the counters, in the transaction of the change, partitioned by
-- the month (in UTC) of recording. Nobody changes or deletes one. What the entries of a period add up to
-- is what its counters say; reconcile_quota compares them. What a month adds up to outlives it, in entries
-- of the kind close.
create table quota_entries (
  tenant_id uuid not null,
  reservation_id uuid not null,
  kind varchar(10) not null,
  user_id uuid,
  lines quota_line[] not null,
  reason text,
  recorded_at timestamptz not null,
  constraint quota_entries_tenant_id_reservation_id_kind_recorded_at_pk
    primary key (tenant_id, reservation_id, kind, recorded_at),
  constraint quota_entries_kind_reason_check
    check (
      case
        when kind in ('adjust', 'repair') then reason is not null
        else kind in ('reserve', 'settle', 'release', 'expire', 'add', 'close') and reason is null
      end
    )
) partition by range (recorded_at);

-- Takes the rows of months without a partition. It should stay empty: table_health watches it.
create table quota_entries_default partition of quota_entries default;

alter table quota_entries enable row level security;
alter table quota_entries force row level security;
alter table quota_entries_default enable row level security;
alter table quota_entries_default force row level security;

comment on table quota_entries is 'The ledger of quota: what has changed the counters, and by how much.';
comment on column quota_entries.tenant_id is 'The tenant.';
comment on column quota_entries.reservation_id is
  'The reservation; of an addition, an adjustment or a repair, an id of its own.';
comment on column quota_entries.kind is
  'What has happened: reserve, settle, release, expire; add, to a quota; adjust and repair by system work; close: a month was dropped.';
comment on column quota_entries.user_id is 'The user who made the request; null where nobody did.';
comment on column quota_entries.lines is 'By how much each counter was changed; of an addition, how much more may be held.';
comment on column quota_entries.reason is 'Why system work has adjusted or repaired it.';
comment on column quota_entries.recorded_at is 'Time of recording; decides the partition.';
comment on table quota_entries_default is
  'Entries of months that have no partition; should be empty.';
