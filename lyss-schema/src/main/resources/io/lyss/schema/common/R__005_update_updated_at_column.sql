-- updated_at is kept by a trigger, so that no statement can forget it.
create or replace function update_updated_at_column() returns trigger
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  new.updated_at := current_timestamp;
  return new;
end
$$;

comment on function update_updated_at_column() is 'Trigger function: keeps updated_at.';
