-- Waits until no other transaction publishes with a key, and keeps others from doing so until this one ends.
-- The row of a turn is deleted with the last event of its key; so a row that was found may be gone once it
-- could be locked.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function take_turn(p_tenant_id uuid, p_key text) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
set enable_seqscan = off
as $$
begin
  loop
    insert into outbox_turns (tenant_id, key) values (p_tenant_id, p_key)
    on conflict (tenant_id, key) do nothing;
    exit when found;
    perform from outbox_turns as t
    where t.tenant_id = p_tenant_id and t.key = p_key
    for no key update;
    exit when found;
  end loop;
end
$$;

revoke execute on function take_turn(uuid, text) from public;

comment on function take_turn(uuid, text) is
  'Internal: Takes the turn of a key of the outbox until the transaction ends.';

select set_config('role', current_setting('lyss.migrating_role'), true);
