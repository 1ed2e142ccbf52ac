-- A function, so that the planner expects a range of the index to begin there.
create or replace function outbox_floor() returns timestamptz
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return (select f.floor from outbox_floors as f where f.tenant_id = platform_tenant_id());
end
$$;

comment on function outbox_floor() is
  'No key of the outbox can be claimed before this time, except keys of transactions that stayed open for long.';
