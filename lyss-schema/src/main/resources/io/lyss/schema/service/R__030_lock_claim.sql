-- Locks and returns the key of a claim. It returns nothing if another worker has claimed the key, or is doing
-- so: then the claim has expired, and the other worker holds the lock. A worker never waits for anything else
-- here.
--
-- The row can also be locked while the claim is valid: by a worker that found the key free just before it was
-- claimed. That worker notices at once, and releases the lock.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function lock_claim(p_claim uuid, p_tenant_id uuid, p_key text)
returns setof outbox_keys
language plpgsql volatile
set search_path = ${schema}, pg_temp
set enable_seqscan = off
as $$
begin
  return query
    select * from outbox_keys as k
    where k.tenant_id = p_tenant_id and k.key = p_key and k.claim = p_claim
    for update skip locked;
  -- nested, because PostgreSQL sets up a whole condition before it evaluates its first part
  if not found then
    if exists (
      select from outbox_keys as k
      where k.tenant_id = p_tenant_id and k.key = p_key and k.claim = p_claim
        and k.next_at > wall_time()
    ) then
      return query
        select * from outbox_keys as k
        where k.tenant_id = p_tenant_id and k.key = p_key and k.claim = p_claim
        for update;
    end if;
  end if;
end
$$;

revoke execute on function lock_claim(uuid, uuid, text) from public;

comment on function lock_claim(uuid, uuid, text) is
  'Internal: Locks the key of a claim and returns it; nothing if the claim is lost.';

select set_config('role', current_setting('lyss.migrating_role'), true);
