package io.lyss.throwaway;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** A hot standby that streams from an embedded server: its files are copied, and it follows. */
public final class Standby implements AutoCloseable {

  private final ThrowawayPostgres primary;
  private final EmbeddedPostgres postgres;

  /**
   * @param primary a server that {@linkplain ThrowawayPostgres#replicating() can have one}
   */
  public Standby(ThrowawayPostgres primary) {
    this.primary = primary;
    Path folder = Leftovers.newFolder(Path.of(System.getProperty("java.io.tmpdir"))).toPath();
    try (Connection connection = admin().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      Path source;
      try (ResultSet row = statement.executeQuery("show data_directory")) {
        row.next();
        source = Path.of(row.getString(1));
      }
      statement.execute("select pg_backup_start('standby', true)");
      copy(source, folder);
      String label;
      try (ResultSet row = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
        row.next();
        label = row.getString(1);
      }
      Files.writeString(folder.resolve("backup_label"), label);
      Files.writeString(folder.resolve("standby.signal"), "");
      Files.writeString(folder.resolve("pg_hba.conf"), "host all all all trust\n");
      Files.writeString(
          folder.resolve("postgresql.auto.conf"),
          "primary_conninfo = '%s'%nhot_standby = on%nmax_connections = 100%nfsync = off%n"
              .formatted(conninfo()));
      postgres =
          EmbeddedPostgres.builder()
              .setDataDirectory(folder)
              .setCleanDataDirectory(false)
              .setPGStartupWait(Duration.ofSeconds(60))
              .setServerConfig("shared_buffers", "64MB")
              .setServerConfig("max_wal_senders", "2")
              .start();
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("The standby did not start: " + e.getMessage(), e);
    }
  }

  private String conninfo() {
    String url = primary.server().jdbcUrl("");
    return "host=localhost port=%s user=%s password=%s"
        .formatted(
            url.replaceAll("\\D+(\\d+)/", "$1"),
            primary.server().user(),
            primary.server().password());
  }

  private ThrowawayDatabase admin() {
    return new ThrowawayDatabase(primary.server(), "postgres");
  }

  private static void copy(Path source, Path target) throws IOException {
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path copy = target.resolve(source.relativize(folder).toString());
            Files.createDirectories(copy);
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.getFileName().toString().matches("postmaster\\..*|epg-lock")) {
              Files.copy(file, target.resolve(source.relativize(file).toString()));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            // a temporary file that is gone by now
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Where a database of the primary is found on the standby. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + database;
  }

  /** Replays nothing until it is to {@linkplain #resume() resume}. */
  public void pause() {
    query("select pg_wal_replay_pause()");
    await("select pg_get_wal_replay_pause_state() = 'paused'");
  }

  /** Goes on with what the primary has written meanwhile. */
  public void resume() {
    query("select pg_wal_replay_resume()");
  }

  /** Returns once all is replayed that the primary has written. */
  public void catchUp() {
    String position;
    try (Connection connection = admin().dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select pg_switch_wal(), pg_current_wal_flush_lsn()")) {
      row.next();
      position = row.getString(2);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    await("select pg_last_wal_replay_lsn() >= '" + position + "'");
  }

  /** Makes it a server of its own, which follows nobody. */
  public void promote() {
    query("select pg_promote()");
  }

  private void await(String condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!query(condition).equals("t")) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("The standby never came to: " + condition);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private String query(String sql) {
    DataSource database = postgres.getPostgresDatabase();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException("Failed: " + sql, e);
    }
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
