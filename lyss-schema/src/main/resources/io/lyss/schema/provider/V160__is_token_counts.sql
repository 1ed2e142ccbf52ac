-- Counts of tokens by kind, such as {"input": 120, "input.cached": 1000, "output": 80}.
create or replace function is_token_counts(p_counts jsonb) returns boolean
language sql immutable parallel safe
return jsonb_typeof(p_counts) = 'object'
  and not jsonb_path_exists(p_counts, 'strict $.* ? (@.type() != "number" || @ < 0 || @ != @.floor())');

comment on function is_token_counts(jsonb) is
  'Internal: Whether this is a JSON object of whole numbers of 0 and more.';
