-- The seals of a month that was dropped say nothing any more but that they were there. So the last seal of a dropped month
-- says for which numbers of its chain it stands, with those of the months before, and these are forgotten
-- (forget_seals): a number that is missing is one of them, or was deleted by somebody.
alter table audit_seals
  add column stands_for int8multirange,
  add constraint audit_seals_dropped_stands_for_check check (dropped or stands_for is null);

comment on column audit_seals.stands_for is
  'Where a month was dropped: the numbers of all seals of such months, which need not be there any more; else null.';
