-- How far the audit log is sealed, in one row: every entry with a lower stamp is in a seal. The stamp of
-- an entry is the transaction that made it; sealed is what all transactions did that are older than
-- the oldest that runs. So what commits late is in a later seal, and none is in two.
--
-- As for usage, a server that the database is restored into counts its transactions from the beginning.
-- audit_stamp() notices that, and gives out stamps of the next epoch, above all stamps of the old.
create table audit_watermark (
  singleton boolean not null default true,
  epoch bigint not null default 0,
  next_stamp bigint not null default 0,
  sealed_at timestamptz,
  constraint audit_watermark_singleton_pk primary key (singleton),
  constraint audit_watermark_singleton_check check (singleton)
);

insert into audit_watermark default values;

-- after the row: forced, it would refuse it to the owner
alter table audit_watermark enable row level security;
alter table audit_watermark force row level security;

comment on table audit_watermark is 'How far the audit log is sealed, in one row.';
comment on column audit_watermark.singleton is 'True.';
comment on column audit_watermark.epoch is
  'What is added to the id of a transaction to make a stamp of it.';
comment on column audit_watermark.next_stamp is 'Entries with a lower stamp are sealed.';
comment on column audit_watermark.sealed_at is 'When seal_entries last ran; null for never.';
