-- Returns what has changed for a tenant since a snapshot, as "transaction kind:id" between commas. That is
-- every change that is visible now and was not in that snapshot, whatever the order of the commits.
--
-- Null means that this is unknown: the host then forgets all answers that it keeps. It is unknown without a
-- snapshot, where changes that the snapshot did not see may have been forgotten, and where there are too many
-- changes.
--
-- A row whose transaction is still to come here is from the server that this database was restored from; it is
-- no change.
--
-- It pins no search path, because only functions that do so call it, and pinning it again takes longer than a
-- query here.
create or replace function access_changes_since(p_tenant_id uuid, p_known pg_snapshot) returns text
language plpgsql stable
as $$
declare
  v_at_most constant bigint := 1000;
  v_from constant xid8 := pg_snapshot_xmin(p_known);
  v_tenant uuid;
  v_changes text[] := '{}';
begin
  if p_known is null then
    return null;
  end if;
  -- a query for each tenant, because the rows of a tenant lie together
  foreach v_tenant in array array[p_tenant_id, ${schema}.platform_tenant_id()]
  loop
    -- Most of the time there is no later one, and then none was forgotten either, because the newest is kept.
    perform from ${schema}.access_changes as c where c.tenant_id = v_tenant and c.stamp >= v_from;
    continue when not found;
    perform from ${schema}.access_changes as c where c.tenant_id = v_tenant and c.stamp <= v_from;
    if not found then
      return null;
    end if;
    v_changes := v_changes || array(
      select c.stamp || ' ' || c.kind || ':' || c.id
      from ${schema}.access_changes as c
      where c.tenant_id = v_tenant
        and c.stamp >= v_from and c.stamp < pg_snapshot_xmax(pg_current_snapshot())
        and not pg_visible_in_snapshot(c.stamp, p_known)
      limit v_at_most + 1);
  end loop;
  if cardinality(v_changes) > v_at_most then
    return null;
  end if;
  return array_to_string(v_changes, ',');
end
$$;

revoke execute on function access_changes_since(uuid, pg_snapshot) from public;
grant execute on function access_changes_since(uuid, pg_snapshot) to lyss_definer;

comment on function access_changes_since(uuid, pg_snapshot) is
  'Internal: Returns what has changed for a tenant since a snapshot; null where that is unknown.';
