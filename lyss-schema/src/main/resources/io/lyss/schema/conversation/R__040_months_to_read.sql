-- How many months a page of a conversation reads next, where the last look, at so many, has not filled it.
-- What is left lies somewhere in the time that is left: were it spread evenly, p_missing of it would lie in their
-- part of that time, and a month more is read for the unevenness. As it may lie far away, each look is
-- at least twice as long as the one before.
create or replace function months_to_read(
  p_months integer,
  p_missing bigint,
  p_left bigint,
  p_time interval
)
returns integer
language sql immutable parallel safe
return greatest(
  p_months * 2,
  2 + (extract(epoch from p_time) / 2629746 * p_missing / greatest(p_left, 1))::integer);

comment on function months_to_read(integer, bigint, bigint, interval) is
  'Internal: How many months a page reads next, of which so many messages are missing, while so many are left in so long a time.';
