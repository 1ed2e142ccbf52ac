-- For maintenance beside an application, which must not be held up. It waits for the first lock before it holds
-- any: for lock_timeout, or two seconds where that is off. It asks again before deadlock_timeout passes, so
-- that sessions that queue behind it are served. For each further lock it waits a moment, all together less
-- than deadlock_timeout: so no session that waits for the first lock is cancelled as a deadlock's victim.
--
-- Sessions take the same locks in an order of their own: while this waits for the first, one of them gets the
-- second and queues behind this. Where many work without a pause, one always does. So this first locks against
-- writers all that it will lock against everybody: then only the writers' order counts in the first half, and in
-- the second only the readers'. It looks early for a session that waits for this and has what this waits for;
-- then it releases all, and begins anew in the other order, or, where a lock was only not free in time, with
-- that lock. After some attempts it fails.
--
-- "share update exclusive" conflicts with no reader and no writer. Autovacuum yields only to a session that has
-- waited for deadlock_timeout: so where a table is being vacuumed, that lock is taken first, and released.
create or replace function lock_tables(p_tables regclass[], p_modes text[]) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_before constant text := current_setting('lock_timeout');
  v_timeout constant interval := coalesce(
    nullif(v_before::interval, interval '0'), interval '2 s');
  v_moment constant interval := ${schema}.moment();
  v_turn constant interval := least(v_timeout, (current_setting('deadlock_timeout')::interval - v_moment) * 0.9);
  v_turns constant integer := ceil(extract(epoch from v_timeout) / extract(epoch from v_turn));
  c_attempts constant integer := 20;
  c_early constant interval := '5 ms';
  v_first bigint[] := '{1,1}';
  v_awaited bigint;
  v_half integer;
  v_circle boolean;
  v_held boolean := false;
  v_until timestamptz;
  v_table regclass;
  v_number bigint;
  v_mode text;
begin
  if exists (
    select from pg_locks
    where pid = pg_backend_pid() and locktype = 'relation' and granted
      and mode in ('ShareRowExclusiveLock', 'AccessExclusiveLock')
  ) then
    v_held := true;
    v_until := ${schema}.wall_time() + v_moment;
  end if;
  for v_table in
    select distinct l.relation::regclass
    from pg_locks as l
    where l.relation = any (p_tables) and l.granted and l.pid <> pg_backend_pid()
      and l.mode = 'ShareUpdateExclusiveLock'
      and l.database = (select oid from pg_database where datname = current_database())
      and v_until is null
  loop
    begin
      execute format(
        'set local lock_timeout = %s',
        ceil(extract(epoch from current_setting('deadlock_timeout')::interval) * 1500));
      execute format('lock table only %s in share update exclusive mode', v_table);
      raise exception using errcode = 'LY000', message = 'lets the lock go';
    exception
      when sqlstate 'LY000' then
        null;
    end;
  end loop;
  for v_attempt in 1 .. c_attempts loop
    begin
      for v_half, v_number, v_table, v_mode in
        select h, n, t, case when h = 1 and m = 'access exclusive' and n is distinct from v_awaited
          then 'share row exclusive' else m end
        from generate_series(1, 2) as h, unnest(p_tables, p_modes) with ordinality as l (t, m, n)
        where t is not null and (h = 1 or m = 'access exclusive' and n is distinct from v_awaited)
        order by h, n is distinct from v_awaited, n <> v_first[h], n
      loop
        -- without a name, it would be written as a number
        if not exists (select from pg_class where oid = v_table) then
          raise exception using errcode = 'lock_not_available', message = 'it is gone';
        end if;
        for v_wait in 1 .. greatest(v_turns, 2) loop
          execute format(
            'set local lock_timeout = %s',
            greatest(1, ceil(1000 * extract(epoch from case
              when v_until is null then v_turn
              when v_wait = 1 then least(c_early, v_until - ${schema}.wall_time())
              else v_until - ${schema}.wall_time()
            end))));
          begin
            execute format('lock table only %s in %s mode', v_table, v_mode);
            exit;
          exception
            when lock_not_available then
              v_circle := v_until is not null and exists (
                select from pg_locks as w
                join pg_locks as l on l.pid = w.pid and l.relation = v_table and l.granted
                where not w.granted and pg_backend_pid() = any (pg_blocking_pids(w.pid)));
              if v_circle or v_wait >= (case when v_until is null then v_turns else 2 end) then
                raise;
              end if;
          end;
        end loop;
        if v_until is null and v_mode in ('share row exclusive', 'access exclusive') then
          v_until := ${schema}.wall_time() + v_moment;
        end if;
      end loop;
      exit;
    exception
      when lock_not_available then
        if v_held or v_until is null or v_attempt = c_attempts
          or not v_circle and v_awaited is not null then
          raise;
        end if;
        v_until := null;
        if v_circle then
          v_first[v_half] := v_number;
        else
          v_awaited := v_number;
        end if;
    end;
  end loop;
  execute format('set local lock_timeout = %L', v_before);
exception
  when lock_not_available or deadlock_detected or undefined_table then
    raise exception '% was not free in time: %', v_table, coalesce(
      (
        select string_agg(
          case
            when l.pid is null then 'a prepared transaction, see pg_prepared_xacts,'
            when a.pid is not null and a.usesysid is null then format('process %s, an autovacuum,', l.pid)
            else format('process %s', l.pid)
          end
            || ' has held ' || l.mode
            || coalesce(' in its transaction since ' || a.xact_start, ''),
          ', ' order by l.pid, l.mode)
        from pg_locks as l
        left join pg_stat_activity as a on a.pid = l.pid
        where l.relation = v_table and l.granted and l.pid is distinct from pg_backend_pid()
          and l.database = (select oid from pg_database where datname = current_database())
          and case v_mode
            when 'access exclusive' then true
            when 'share row exclusive' then l.mode not in ('AccessShareLock', 'RowShareLock')
            else l.mode not in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')
          end
      ),
      case
        when exists (select from pg_class where oid = v_table) then 'nobody holds it any more'
        else 'another session has dropped it meanwhile'
      end)
      using
        errcode = 'lock_not_available',
        hint = 'Nothing was changed, and nothing is locked any more. Try again.';
end
$$;

revoke execute on function lock_tables(regclass[], text[]) from public;

comment on function lock_tables(regclass[], text[]) is
  'Internal: Locks tables in this order (null: no lock), within lock_timeout; fails with 55P03, and says who holds which lock.';
