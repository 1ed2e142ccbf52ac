-- Versioned, as constraints rest on it. In plpgsql, whose plan is kept: a row's checks run at every
-- update, also of a counter.
create function is_text_set(p_json jsonb) returns boolean
language plpgsql immutable strict parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  if jsonb_typeof(p_json) <> 'array' then
    return false;
  end if;
  return not jsonb_path_exists(p_json, 'strict $[*] ? (@.type() != "string" || @ == "")')
    and jsonb_array_length(p_json)
      = (select count(distinct e.value) from jsonb_array_elements(p_json) as e (value));
end
$$;

comment on function is_text_set(jsonb) is
  'Internal: Whether a JSON value is an array of texts, none of them empty or there twice.';
