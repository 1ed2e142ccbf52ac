-- Versioned, as constraints rest on it, and for their sake in plpgsql.
create function uuid_time(p_id uuid) returns timestamptz
language plpgsql immutable parallel safe
as $$
begin
  return case
    when pg_catalog.substr(p_id::pg_catalog.text, 15, 1) operator(pg_catalog.=) '7' then
      pg_catalog.to_timestamp(
        ('x' operator(pg_catalog.||) pg_catalog.left(p_id::pg_catalog.text, 8)
          operator(pg_catalog.||) pg_catalog.substr(p_id::pg_catalog.text, 10, 4))::bit(48)::bigint
        operator(pg_catalog./) 1000::double precision)
  end;
end
$$;

comment on function uuid_time(uuid) is
  'The time that a UUID of version 7 was made at, to the millisecond; null for another version.';
