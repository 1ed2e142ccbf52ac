-- Distributes tables by tenant, so that all rows of one lie on one node, and copies tables without a tenant to
-- each node; each in a transaction of its own. The outbox, erasures, seals, jobs and keys stay on the
-- coordinator, where order, locks and notifications are PostgreSQL's own.
--
-- While policies apply to the owner, Citus can neither copy rows nor compare them with what they refer to. So
-- they do not apply to it, in all of these tables and their partitions, until the last one is distributed.
-- Repeating this after an interruption ends that, too.
--
-- Copied rows are not new: meanwhile the table has no triggers, otherwise the audit log would have an entry for
-- each.
do $do$
declare
  v_table record;
  v_tables regclass[] := array(
    select c.oid::regclass from pg_class as c
    where c.relnamespace = '${schema}'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname <> all (${stays})
    -- a table comes after those that it refers to
    order by c.oid);
  v_first regclass;
  v_triggers text[];
  v_trigger text;
begin
  if exists (
    select from unnest(v_tables) as t
    where not exists (select from pg_dist_partition as p where p.logicalrelid = t)
  ) then
    for v_table in
      select p.relid as name from unnest(v_tables) as t cross join pg_partition_tree(t) as p
      union all
      select c.oid::regclass from pg_class as c where c.oid = any (v_tables) and c.relkind = 'r'
    loop
      execute format('alter table %s no force row level security', v_table.name);
      commit;
    end loop;
  end if;
  for v_table in
    select
      t as name,
      exists (
        select from pg_attribute as a where a.attrelid = t and a.attname = 'tenant_id'
      ) as has_tenant,
      exists (select from pg_dist_partition as p where p.logicalrelid = t) as distributed
    from unnest(v_tables) with ordinality as u (t, place)
    order by place
  loop
    if not v_table.distributed then
      v_triggers := array(
        select pg_get_triggerdef(t.oid) from pg_trigger as t
        where t.tgrelid = v_table.name and not t.tgisinternal
        order by t.oid);
      for v_trigger in
        select t.tgname from pg_trigger as t where t.tgrelid = v_table.name and not t.tgisinternal
      loop
        execute format('drop trigger %I on %s', v_trigger, v_table.name);
      end loop;
      if v_table.name = to_regclass('${schema}.usage_tenant_watermarks') then
        perform ${schema}.begin_tenant_watermarks();
      end if;
      if not v_table.has_tenant then
        perform create_reference_table(v_table.name);
      elsif v_first is null then
        perform create_distributed_table(v_table.name, 'tenant_id', colocate_with => 'none');
      else
        perform create_distributed_table(v_table.name, 'tenant_id', colocate_with => v_first::text);
      end if;
      foreach v_trigger in array v_triggers loop
        execute v_trigger;
      end loop;
    end if;
    commit;
    if v_table.has_tenant then
      v_first := coalesce(v_first, v_table.name);
    end if;
  end loop;
  for v_table in
    select c.oid::regclass as name from pg_class as c
    where c.relrowsecurity and not c.relforcerowsecurity
      and coalesce(pg_partition_root(c.oid), c.oid) = any (v_tables)
  loop
    execute format('alter table %s force row level security', v_table.name);
    commit;
  end loop;
end
$do$
