-- Versioned, as constraints rest on it, and for their sake in plpgsql.
create function uuid_time(p_id uuid) returns timestamptz
language plpgsql immutable parallel safe
as $$
begin
  return case
    when substr(p_id::text, 15, 1) = '7' then to_timestamp(
      ('x' || left(p_id::text, 8) || substr(p_id::text, 10, 4))::bit(48)::bigint
        / 1000::double precision)
  end;
end
$$;

comment on function uuid_time(uuid) is
  'The time that a UUID of version 7 was made at, to the millisecond; null for another version.';
