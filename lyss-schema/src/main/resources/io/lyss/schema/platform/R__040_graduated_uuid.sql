-- The id of a row in the service databases. It is the same at each call, and has the order of the rows' times,
-- like the ids that an application makes. Of two rows with one time, the one with the lesser old id has the
-- lesser new one, because lists order such rows by their ids.
create or replace function graduated_uuid(p_tenant_id uuid, p_kind text, p_old_id bigint, p_at timestamptz)
returns uuid
language sql immutable parallel safe
set search_path = ${schema}, pg_temp
as $$
  select (
      left(t.digits, 8) || '-' || right(t.digits, 4) || '-7' || left(k.digits, 3)
      || '-8' || left(i.digits, 3) || '-' || right(i.digits, 9) || substr(k.digits, 4, 3)
    )::uuid
  from (
    select lpad(to_hex(greatest(floor(extract(epoch from p_at) * 1000), 0)::bigint), 12, '0')
  ) as t (digits)
  cross join (select right(lpad(to_hex(p_old_id), 12, '0'), 12)) as i (digits)
  cross join (
    select encode(sha256(convert_to(concat_ws(' ', p_tenant_id, p_kind), 'UTF8')), 'hex')
  ) as k (digits)
$$;

revoke execute on function graduated_uuid(uuid, text, bigint, timestamptz) from public;

comment on function graduated_uuid(uuid, text, bigint, timestamptz) is
  'Internal: A UUID of version 7 that follows from the tenant, the kind and the id of a row; its time is the row''s.';
