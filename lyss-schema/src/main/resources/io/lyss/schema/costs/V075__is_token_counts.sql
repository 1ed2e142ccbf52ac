-- The text of a jsonb value has one form, so that one pattern, which is much faster than to take the
-- value apart, says what it is. Versioned, as constraints rest on it.
create function is_token_counts(p_json jsonb) returns boolean
language sql immutable parallel safe
return p_json::text ~ '^\{("[a-z][a-z0-9_]*(\.[a-z0-9_]+)*": [0-9]{1,15}(, )?)*\}$';

comment on function is_token_counts(jsonb) is
  'Internal: Whether a JSON value is an object of kinds of tokens, such as input.cached, and whole numbers of 15 digits at most.';
