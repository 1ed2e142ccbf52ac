-- Versioned, as a constraint rests on it, and for its sake in plpgsql.
create function is_text_map(p_json jsonb) returns boolean
language plpgsql immutable parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  return case jsonb_typeof(p_json)
    when 'object'
      then not jsonb_path_exists(p_json, 'strict $.* ? (@.type() != "string" || @ == "")')
    else false
  end;
end
$$;

comment on function is_text_map(jsonb) is
  'Internal: Whether a JSON value is an object whose values are texts, none of them empty.';
