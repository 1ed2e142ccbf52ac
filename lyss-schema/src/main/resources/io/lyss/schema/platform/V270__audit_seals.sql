-- The seals of the audit log: a chain, in which each seal has a hash of the entries that it
-- closes over and of the seal before. So nobody changes, adds, takes out or reorders sealed entries, past
-- every trigger, without breaking the chain, or making all that follows anew.
--
-- A seal is of one month, so that a month can be dropped: a last seal of it says so, and from then
-- on the seals of that month stand for its entries.
create table audit_seals (
  number bigint not null,
  month date not null,
  from_stamp bigint not null,
  to_stamp bigint not null,
  entries bigint not null,
  dropped boolean not null default false,
  digest bytea not null,
  sealed_at timestamptz not null default current_timestamp,
  hash bytea not null,
  constraint audit_seals_number_pk primary key (number),
  constraint audit_seals_number_check check (number > 0),
  constraint audit_seals_from_stamp_to_stamp_check check (from_stamp <= to_stamp),
  constraint audit_seals_entries_dropped_check check ((entries = 0) = dropped),
  constraint audit_seals_digest_check check (octet_length(digest) = 32),
  constraint audit_seals_hash_check check (octet_length(hash) = 32)
);

alter table audit_seals enable row level security;
alter table audit_seals force row level security;

comment on table audit_seals is 'The seals of the audit log, a chain; append-only.';
comment on column audit_seals.number is 'From 1, without a gap.';
comment on column audit_seals.month is 'The month of its entries (UTC), by its first day.';
comment on column audit_seals.from_stamp is 'Its entries are those of the month from this stamp on.';
comment on column audit_seals.to_stamp is 'Those with this stamp are in a later one.';
comment on column audit_seals.entries is 'How many entries it closes over; 0 where the month was dropped.';
comment on column audit_seals.dropped is
  'Whether it says that the month was dropped: seals before it stand for the entries.';
comment on column audit_seals.digest is 'SHA-256 of the digests of its entries, in their order.';
comment on column audit_seals.sealed_at is 'When it was made.';
comment on column audit_seals.hash is
  'SHA-256 of the hash of the seal before and of all that is in this one.';
