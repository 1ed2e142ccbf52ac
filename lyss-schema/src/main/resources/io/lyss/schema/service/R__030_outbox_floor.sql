-- The planner takes it for the beginning of a range of the index.
create or replace function outbox_floor() returns timestamptz
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return (select f.floor from outbox_floors as f where f.tenant_id = platform_tenant_id());
end
$$;

comment on function outbox_floor() is 'A time before which no key of the outbox can be claimed, but for those of transactions that were open for long.';
