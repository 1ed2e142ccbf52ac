-- Deletes the rows that were on the coordinator before their table was distributed. They have been copied, and
-- nobody sees them there any more; but what is erased on the nodes would stay on the coordinator's disk, and in
-- its backups. Triggers refuse such a deletion to everybody; meanwhile they are disabled, on the coordinator
-- only.
do $do$
declare
  v_tables constant regclass[] := array(
    select p.logicalrelid from pg_dist_partition as p
    join pg_class as c on c.oid = p.logicalrelid
    where c.relnamespace = '${schema}'::regnamespace and not c.relispartition
    order by c.oid);
  v_parts constant regclass[] := v_tables || array(
    select p.relid from unnest(v_tables) as t cross join pg_partition_tree(t) as p where p.level > 0);
  v_table regclass;
  v_trigger record;
begin
  if not exists (select from unnest(v_parts) as p where pg_relation_size(p) > 0) then
    return;
  end if;
  perform set_config('citus.enable_ddl_propagation', 'off', true);
  perform set_config('client_min_messages', 'warning', true); -- each table names all that refer to it
  for v_trigger in
    select t.tgname, t.tgrelid::regclass as table from pg_trigger as t
    where t.tgrelid = any (v_parts) and not t.tgisinternal and t.tgtype & 32 <> 0 -- on truncate
  loop
    execute format('alter table only %s disable trigger %I', v_trigger.table, v_trigger.tgname);
  end loop;
  foreach v_table in array v_tables loop
    perform truncate_local_data_after_distributing_table(v_table);
  end loop;
  for v_trigger in
    select t.tgname, t.tgrelid::regclass as table from pg_trigger as t
    where t.tgrelid = any (v_parts) and not t.tgisinternal and t.tgtype & 32 <> 0
  loop
    execute format('alter table only %s enable trigger %I', v_trigger.table, v_trigger.tgname);
  end loop;
end
$do$
