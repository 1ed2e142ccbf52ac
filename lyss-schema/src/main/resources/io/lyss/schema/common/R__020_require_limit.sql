-- A job calls a bounded function again and again, until it has done less than its limit. With a limit of
-- zero, or none, that would never end.
create or replace function require_limit(p_limit integer) returns void
language plpgsql immutable
as $$
begin
  if p_limit is null or p_limit < 1 then
    raise exception 'limit is %: it is at least 1', p_limit
      using errcode = 'check_violation', constraint = 'limit';
  end if;
end
$$;

comment on function require_limit(integer) is 'Internal: Fails with 23514 unless a limit is at least 1.';
