package io.lyss.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Looks, while a migration runs, whom it waits for, and reports that. */
final class LockWatch implements AutoCloseable {

  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long PAUSE_MILLIS = 100;

  private static final String WAITING =
      """
      select
        format('a lock on %s that %s holds', coalesce(l.relation::regclass::text, l.locktype),
          case
            when blocking.pid = 0 then coalesce(prepared.name, 'a prepared transaction, see pg_prepared_xacts,')
            else format('pid %s (%s)', holder.pid,
              concat_ws(', ', coalesce(holder.usename, 'autovacuum'), nullif(holder.application_name, ''),
                holder.state || coalesce(' since ' || to_char(holder.xact_start, 'HH24:MI:SS'), '')))
          end)
          || coalesce(', waiting since ' || to_char(l.waitstart, 'HH24:MI:SS'), '')
      from pg_stat_activity as waiting
      join pg_locks as l on l.pid = waiting.pid and not l.granted
      cross join unnest(pg_blocking_pids(waiting.pid)) as blocking (pid)
      left join pg_stat_activity as holder on holder.pid = blocking.pid
      -- it has no process any more, and holds its locks until somebody ends it by its name
      left join lateral (
        select format('the prepared transaction %L (%s, since %s; commit prepared or rollback prepared ends it)',
          p.gid, p.owner, to_char(p.prepared, 'HH24:MI:SS')) as name
        from pg_locks as held
        join pg_locks as own
          on own.pid is null and own.locktype = 'transactionid' and own.virtualtransaction = held.virtualtransaction
        join pg_prepared_xacts as p on p.transaction = own.transactionid
        where held.pid is null and held.granted and held.locktype = l.locktype
          and held.relation is not distinct from l.relation and held.database is not distinct from l.database
        order by p.prepared
        limit 1
      ) as prepared on blocking.pid = 0
      where waiting.application_name = ? and (holder.pid is not null or blocking.pid = 0)
      order by l.waitstart, blocking.pid
      limit 1
      """;

  private final DataSource connections;
  private final String applicationName;
  private final MigrationProgress progress;
  private final Thread thread;
  private volatile boolean ended;
  private volatile @Nullable String last;

  private LockWatch(DataSource connections, String applicationName, MigrationProgress progress) {
    this.connections = connections;
    this.applicationName = applicationName;
    this.progress = progress;
    this.thread = new Thread(this::watch, "lyss-lock-watch");
    thread.setDaemon(true);
  }

  /** Watches the sessions of an application's name, over a connection of its own. */
  static LockWatch start(DataSource connections, String name, MigrationProgress progress) {
    LockWatch watch = new LockWatch(connections, name, progress);
    watch.thread.start();
    return watch;
  }

  /** What the migration waited for last. */
  Optional<String> last() {
    return Optional.ofNullable(last);
  }

  private void watch() {
    try {
      // A migration that ends at once waits for nobody, so it is not watched.
      Thread.sleep(FIRST_PAUSE_MILLIS);
      try (Connection connection = connections.getConnection()) {
        while (!ended) {
          look(connection);
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      // The migration does not depend on being watched; a real fault will fail it, too.
      ended = true;
    }
  }

  private void look(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select pg_stat_clear_snapshot()")) {
      statement.execute();
    }
    try (PreparedStatement statement = connection.prepareStatement(WAITING)) {
      statement.setString(1, applicationName);
      try (ResultSet row = statement.executeQuery()) {
        if (row.next() && !row.getString(1).equals(last)) {
          last = row.getString(1);
          progress.waiting(row.getString(1));
        }
      }
    }
  }

  @Override
  public void close() {
    ended = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
