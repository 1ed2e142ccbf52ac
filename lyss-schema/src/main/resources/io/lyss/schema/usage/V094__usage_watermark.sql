-- Which usage is in the roll-ups. Each row of usage and each adjustment has a stamp: the transaction
-- that wrote it. The watermark is the snapshot of the last refresh, in stamps: rolled up is what has
-- a stamp below next_stamp that is none of open_stamps, the transactions that were still running.
-- So what commits late is never skipped and never counted twice, and a transaction that runs for
-- hours holds up its own rows alone.
--
-- A server that the database is restored into counts its transactions from the beginning, and would
-- give out stamps that are rolled up already. usage_stamp() notices that, and gives out stamps of the next
-- epoch, which is above all stamps of the old.
create table usage_watermark (
  singleton boolean not null default true,
  epoch bigint not null default 0,
  next_stamp bigint not null default 0,
  open_stamps bigint[] not null default '{}',
  refreshed_at timestamptz,
  closed_before timestamptz not null default '-infinity',
  constraint usage_watermark_singleton_pk primary key (singleton),
  constraint usage_watermark_singleton_check check (singleton)
);

insert into usage_watermark default values;

-- after the row: forced, it would refuse it to the owner
alter table usage_watermark enable row level security;
alter table usage_watermark force row level security;

comment on table usage_watermark is 'How far usage is rolled up; one row.';
comment on column usage_watermark.singleton is 'True.';
comment on column usage_watermark.epoch is
  'What is added to the id of a transaction to make a stamp of it.';
comment on column usage_watermark.next_stamp is 'Rows from this stamp on are not rolled up.';
comment on column usage_watermark.open_stamps is
  'Nor are rows of these stamps, whose transactions were running at the last refresh.';
comment on column usage_watermark.refreshed_at is 'Time of the last refresh; null for never.';
comment on column usage_watermark.closed_before is
  'Rows before this time were dropped after they had been rolled up; no more are accepted.';
