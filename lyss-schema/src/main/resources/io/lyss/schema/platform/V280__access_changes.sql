-- What has changed in who may use what: a row for each user or provider that a transaction has changed so, for
-- hosts that keep answers. Triggers write it, in the transaction of the change.
--
--   * Rows are added and never changed, and none refers to another: of two administrators none waits for the other.
--   * stamp is the transaction. A host remembers what it saw as a snapshot of transactions, and asks what has
--     become visible since: so a change that commits late is not passed over, as one with a small number would
--     be by a counter.
--   * The rows of a day are kept. The newest one is, too: that it is older than what a host knows says that
--     nothing was forgotten that the host has not seen.
create table access_changes (
  stamp xid8 not null default pg_current_xact_id(),
  kind varchar(20) not null,
  id integer not null,
  changed_at timestamptz not null default current_timestamp,
  constraint access_changes_stamp_kind_id_pk primary key (stamp, kind, id),
  constraint access_changes_kind_check check (kind in ('user', 'provider', 'all')),
  constraint access_changes_kind_id_check check ((kind = 'all') = (id = 0))
);

alter table access_changes enable row level security;
alter table access_changes force row level security;

comment on table access_changes is 'Internal: Of whom, or of which provider, access has changed, for hosts that keep answers.';
comment on column access_changes.stamp is 'The transaction that changed it.';
comment on column access_changes.kind is 'user or provider: what the id is of; all: anything may have changed.';
comment on column access_changes.id is 'Id of the user or the provider; 0 for all.';
comment on column access_changes.changed_at is 'When it was changed.';
