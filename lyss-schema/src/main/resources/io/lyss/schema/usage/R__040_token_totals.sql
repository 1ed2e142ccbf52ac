-- Each token is counted once, under its most specific kind; the kinds below a kind begin with it and a dot. In
-- the "from" of a statement this function is inlined.
create or replace function token_totals(p_counts jsonb)
returns table (prompt_tokens bigint, completion_tokens bigint)
language sql immutable parallel safe
as $$
  select
    coalesce(sum(c.value::bigint) filter (where split_part(c.key, '.', 1) = 'input'), 0)::bigint,
    coalesce(sum(c.value::bigint) filter (where split_part(c.key, '.', 1) = 'output'), 0)::bigint
  from jsonb_each_text(p_counts) as c (key, value)
$$;

comment on function token_totals(jsonb) is
  'Internal: Tokens in and tokens out, of counts by kind.';
