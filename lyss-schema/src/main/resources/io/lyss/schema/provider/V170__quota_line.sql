-- One limit that a reservation holds something of: which counter it was taken from, in which period,
-- and how much. A reservation and an entry of the ledger have one line for each limit that applied.
create type quota_line as (
  limit_id uuid,
  holder_id uuid,
  measure text,
  unit text,
  currency text,
  slot smallint,
  period_start timestamptz,
  held numeric,
  used numeric
);

comment on type quota_line is 'How much was held and used of one limit, as a change of a counter.';
