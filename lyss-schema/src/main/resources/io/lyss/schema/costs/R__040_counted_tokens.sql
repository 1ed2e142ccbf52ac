-- Each token is counted once, under its most specific kind; so the tokens of a kind are its own and those of
-- the kinds below it.
create or replace function counted_tokens(p_counts jsonb, p_kind text) returns bigint
language sql immutable parallel safe
return (
  select coalesce(sum(e.value::bigint), 0)::bigint
  from jsonb_each_text(p_counts) as e
  where e.key = p_kind or starts_with(e.key, p_kind || '.')
);

comment on function counted_tokens(jsonb, text) is
  'Internal: How many tokens were counted under a kind and the kinds below it; under input, this is the size of the prompt.';
