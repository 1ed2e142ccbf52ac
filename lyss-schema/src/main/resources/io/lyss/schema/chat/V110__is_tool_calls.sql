-- What a model returns when it calls tools. Each call has an id, by which its answer names it.
--
-- Versioned, as a constraint rests on it.
create function is_tool_calls(p_json jsonb) returns boolean
language plpgsql immutable strict parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  return jsonb_typeof(p_json) = 'array' and (
    select count(*) > 0
      and count(*) = count(distinct c.call ->> 'id')
      and bool_and(
        coalesce(jsonb_typeof(c.call -> 'id') = 'string', false)
        and length(c.call ->> 'id') between 1 and 1024
      )
    from jsonb_array_elements(
      case jsonb_typeof(p_json) when 'array' then p_json else '[]' end
    ) as c (call)
  );
end
$$;

comment on function is_tool_calls(jsonb) is
  'Internal: Whether it is an array of tool calls, each with an id of its own of 1 to 1,024 characters.';
