-- The ledger has one more kind of entry: what a request used that had no reservation.
alter table quota_entries drop constraint quota_entries_kind_reason_check;
alter table quota_entries add constraint quota_entries_kind_reason_check
  check (
    case
      when kind in ('adjust', 'repair') then reason is not null
      else kind in ('reserve', 'settle', 'charge', 'release', 'expire', 'add', 'close') and reason is null
    end
  );

comment on column quota_entries.reservation_id is
  'The reservation; of usage without one, its id; of an addition, an adjustment or a repair, an id of its own.';
comment on column quota_entries.kind is
  'What has happened: reserve, settle, release, expire; charge, usage without a reservation; add, to a quota; adjust and repair by system work; close: a month was dropped.';
