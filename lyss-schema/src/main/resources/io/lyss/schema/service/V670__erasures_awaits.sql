-- What a transaction writes that was open during an erasure is committed after it, and is erased then.
alter table erasures add column awaits text[] not null default '{}';
alter table erasures
  add constraint erasures_erased_at_awaits_check check (erased_at is null or awaits = '{}');

comment on column erasures.awaits is
  'Transactions that were open when nothing was left to erase, and may have written more: virtual transactions as in pg_locks, or prepared ones.';
comment on column erasures.erased_at is
  'When nothing was left; null while something is, or while it awaits transactions.';
