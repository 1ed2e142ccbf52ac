-- The text of a jsonb value has one form, so that one pattern, which is much faster than to take the
-- value apart, says what it is. Versioned, as constraints rest on it, and for their sake in plpgsql.
create function is_token_counts(p_json jsonb) returns boolean
language plpgsql immutable parallel safe
as $$
begin
  return p_json::pg_catalog.text operator(pg_catalog.~) '^\{("[a-z][a-z0-9_]*(\.[a-z0-9_]+)*": [0-9]{1,15}(, )?)*\}$';
end
$$;

comment on function is_token_counts(jsonb) is
  'Internal: Whether a JSON value is an object of kinds of tokens, such as input.cached, and whole numbers of 15 digits at most.';
