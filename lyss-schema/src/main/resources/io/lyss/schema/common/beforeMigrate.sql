-- Runs before the files of an upgrade, in their transaction. It locks all views and tables, months included, or
-- none; then the upgrade is tried again. Some file locks nearly all of them anyway, because their policies,
-- triggers and defaults are made anew. One after the other, each lock would be waited for while the application
-- waits for the ones before.
--
-- Autovacuum yields only to a session that has waited for deadlock_timeout. So it is waited for first, with a
-- lock that holds up no reader and no writer, and that is released at once. It does not yield in a table where
-- it prevents that transaction ids run out.
--
-- All takes less than deadlock_timeout, so no session of the application that waits is cancelled as a
-- deadlock's victim. A reader of a view locks it before its tables. So views come first; otherwise this would
-- wait without end.
do $$
declare
  v_lock_timeout constant text := current_setting('lock_timeout');
  v_role constant text := current_setting('role');
  v_until timestamptz;
  v_relation record;
begin
  for v_relation in
    select distinct c.oid::regclass as name, pg_get_userbyid(c.relowner) as owner
    from pg_class as c
    join pg_locks as l on l.relation = c.oid and l.granted and l.pid <> pg_backend_pid()
    where c.relnamespace = '${schema}'::regnamespace and c.relkind = 'r'
      and pg_has_role(c.relowner, 'set')
      and l.mode = 'ShareUpdateExclusiveLock'
      and l.database = (select d.oid from pg_database as d where d.datname = current_database())
  loop
    begin
      perform set_config(
        'lock_timeout',
        ceil(extract(epoch from current_setting('deadlock_timeout')::interval) * 1500)::text, true);
      perform set_config('role', v_relation.owner, true);
      execute format('lock table only %s in share update exclusive mode', v_relation.name);
      raise exception using errcode = 'LY000', message = 'lets the lock go';
    exception
      when sqlstate 'LY000' then
        null;
    end;
  end loop;
  v_until := clock_timestamp() + current_setting('deadlock_timeout')::interval * 0.9;
  for v_relation in
    select c.oid::regclass as name, c.relkind = 'v' as is_view, pg_get_userbyid(c.relowner) as owner
    from pg_class as c
    where c.relnamespace = '${schema}'::regnamespace
      and c.relkind in ('v', 'r', 'p')
      and c.relname <> 'lyss_schema_history'
      and pg_has_role(c.relowner, 'set') -- leaves out what somebody else has put there
    order by c.relkind = 'v' desc, c.relispartition, c.oid
  loop
    perform set_config(
      'lock_timeout',
      greatest(1, ceil(extract(epoch from v_until - clock_timestamp()) * 1000))::text, true);
    perform set_config('role', v_relation.owner, true);
    if v_relation.is_view then
      -- changes nothing but locks the view; "lock table" would also lock what the view reads, the catalog
      -- included
      execute format('alter view %s owner to %I', v_relation.name, v_relation.owner);
    else
      execute format('lock table only %s in access exclusive mode', v_relation.name);
    end if;
    perform set_config('role', v_role, true);
  end loop;
  perform set_config('lock_timeout', v_lock_timeout, true);
end
$$;

-- A running move of default rows begins anew afterwards: the files change a table with its partitions, and the
-- tables that move_default_rows() fills are no partitions yet. Nothing is lost: all rows are still in the
-- default partition.
do $$
declare
  v_role constant text := current_setting('role');
  v_move record;
  v_copies regclass;
begin
  for v_move in
    select c.relname as name, p.partdefid::regclass as default_partition, pg_get_userbyid(c.relowner) as owner
    from pg_partitioned_table as p
    join pg_class as c on c.oid = p.partrelid
    join pg_trigger as t on t.tgrelid = p.partdefid and t.tgname = 'copy_to_month'
    where c.relnamespace = '${schema}'::regnamespace and pg_has_role(c.relowner, 'set')
  loop
    perform set_config('role', v_move.owner, true);
    execute format('drop trigger copy_to_month on %s', v_move.default_partition);
    for v_copies in
      select c.oid
      from pg_class as c
      join pg_policy as p on p.polrelid = c.oid and p.polname = 'filling'
      where c.relnamespace = '${schema}'::regnamespace and not c.relispartition
        and c.relname ~ ('^' || v_move.name || '_(\d{4}_\d{2}|default_next)$')
    loop
      execute format('drop table %s', v_copies);
    end loop;
    perform set_config('role', v_role, true);
  end loop;
end
$$;
