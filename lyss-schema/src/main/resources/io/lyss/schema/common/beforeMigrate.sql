-- Before the files of an upgrade, in their transaction: all views and tables, months included, are locked, or none, and
-- the upgrade is tried again. Nearly all of them are locked by some file anyhow, as their policies, triggers and defaults
-- are made anew: one after the other, each would be waited for while the application waits for those before.
--
-- Autovacuum yields only to who has waited for deadlock_timeout. So it is waited for first, by a lock that no reader and
-- no writer waits behind, and that is let go at once; in a table where it prevents that ids run out, it does not yield.
--
-- It takes less than deadlock_timeout, so nobody of the application who waits for one of these is taken for the victim
-- of a deadlock. Who reads through a view holds it before its tables: so views come first, and would not get a turn
-- otherwise.
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
      and pg_has_role(c.relowner, 'set') -- what somebody else has put there is theirs
    order by c.relkind = 'v' desc, c.relispartition, c.oid
  loop
    perform set_config(
      'lock_timeout',
      greatest(1, ceil(extract(epoch from v_until - clock_timestamp()) * 1000))::text, true);
    perform set_config('role', v_relation.owner, true);
    if v_relation.is_view then
      -- changes nothing; "lock table" would lock what a view reads, too, the catalog included
      execute format('alter view %s owner to %I', v_relation.name, v_relation.owner);
    else
      execute format('lock table only %s in access exclusive mode', v_relation.name);
    end if;
    perform set_config('role', v_role, true);
  end loop;
  perform set_config('lock_timeout', v_lock_timeout, true);
end
$$;

-- A move of default rows that is under way begins anew afterwards: the files change a table with its partitions, and what
-- move_default_rows() fills is none yet. Nothing is lost: all rows are in the default partition still.
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
