-- An addition is to a quota or to a budget: the function also gets which, and in which unit. Only functions call it.
drop function if exists record_addition(uuid, uuid, uuid, bigint);

comment on column quota_entries.kind is
  'What has happened: reserve, settle, release, expire; charge, usage without a reservation; add, to a quota or a budget; adjust and repair by system work; close: a month was dropped.';
