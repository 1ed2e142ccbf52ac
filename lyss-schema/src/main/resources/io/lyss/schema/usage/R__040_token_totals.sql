-- Each token is counted once, under its most specific kind; the kinds below a kind begin with it and a dot. Where
-- there are none, it reads the two kinds: to take all apart takes five times as long, which a batch has for each
-- request. In the "from" of a statement this function is inlined.
create or replace function token_totals(p_counts jsonb)
returns table (prompt_tokens bigint, completion_tokens bigint)
language sql immutable parallel safe
as $$
  select
    case
      when jsonb_typeof(p_counts) = 'object' and strpos(p_counts::text, '.') = 0
        then coalesce((p_counts ->> 'input')::bigint, 0)
      else (
        select coalesce(sum(c.value::bigint), 0)::bigint
        from jsonb_each_text(p_counts) as c (key, value)
        where split_part(c.key, '.', 1) = 'input'
      )
    end,
    case
      when jsonb_typeof(p_counts) = 'object' and strpos(p_counts::text, '.') = 0
        then coalesce((p_counts ->> 'output')::bigint, 0)
      else (
        select coalesce(sum(c.value::bigint), 0)::bigint
        from jsonb_each_text(p_counts) as c (key, value)
        where split_part(c.key, '.', 1) = 'output'
      )
    end
$$;

comment on function token_totals(jsonb) is
  'Internal: Tokens in and tokens out, of counts by kind.';
