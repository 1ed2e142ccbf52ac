-- What was held is given back, and nothing was used.
create or replace function lines_given_back(p_lines quota_line[]) returns quota_line[]
language sql immutable parallel safe
return array(
  select row(
    l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.slot, l.period_start, -l.held, 0
  )::quota_line
  from unnest(p_lines) as l
);

comment on function lines_given_back(quota_line[]) is
  'Internal: The lines that end a reservation of which nothing was used.';
