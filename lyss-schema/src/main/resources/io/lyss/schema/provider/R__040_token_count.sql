-- Each token stands under one kind only, so that kinds can be added. A request is none.
create or replace function token_count(p_counts jsonb) returns bigint
language sql immutable parallel safe
return (
  select coalesce(sum(k.value::bigint), 0) from jsonb_each_text(p_counts) as k
  where k.key !~ '^request(\.|$)'
);

comment on function token_count(jsonb) is 'Internal: How many tokens of all kinds.';
