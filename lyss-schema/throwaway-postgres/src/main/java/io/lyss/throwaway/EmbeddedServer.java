package io.lyss.throwaway;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's own binaries, unpacked from a jar and run as a child process; nothing is installed.
 */
final class EmbeddedServer implements Server {

  // The binaries and an empty cluster take less than half of it.
  private static final long NEEDED_BYTES = 400L << 20;

  private static final String ASK_FOR_PASSWORDS =
      """
      alter role %s password '%s';
      do $$
      begin
        execute format('copy (values (%%L), (%%L)) to %%L',
          'host all all all scram-sha-256', 'host replication all all scram-sha-256',
          current_setting('hba_file'));
        perform pg_reload_conf();
      end
      $$
      """;

  // A database is a thousand files and more. To make and delete them takes a fifth of the time in
  // memory, where there is plenty for tests; Docker gives /dev/shm 64 MB unless told otherwise.
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long PLENTY_BYTES = 4L << 30;

  private final EmbeddedPostgres postgres;
  private @Nullable Connection administration;

  /**
   * @param binaries a jar with another version's binaries; null for those of the class path
   * @param replicates whether it can have a standby, which costs a little
   * @param durable whether a commit waits until it is on the disk, as who measures it wants
   */
  EmbeddedServer(@Nullable Path binaries, boolean replicates, boolean durable) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    checkSpace(temporary);
    Path folder = freeBytes(MEMORY) > PLENTY_BYTES ? MEMORY : temporary;
    Leftovers.delete(folder);
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(Leftovers.newFolder(folder))
            .setLocaleConfig("locale", "C.UTF-8")
            .setLocaleConfig("encoding", "UTF8")
            .setPGStartupWait(Duration.ofSeconds(60))
            .setServerConfig("max_connections", "100")
            // A hash that is hard to guess is of no use here, and costs each connection a moment.
            .setServerConfig("scram_iterations", "1")
            .setServerConfig("shared_buffers", "256MB")
            // What is thrown away need not survive a crash.
            .setServerConfig("fsync", durable ? "on" : "off")
            .setServerConfig("full_page_writes", "off")
            .setServerConfig("synchronous_commit", durable ? "on" : "off")
            .setServerConfig("wal_level", replicates ? "replica" : "minimal")
            .setServerConfig("max_wal_senders", replicates ? "2" : "0")
            // some hosts have them; a standby would have to have as many
            .setServerConfig("max_prepared_transactions", replicates ? "0" : "2")
            // Nothing lives long enough to gain by it.
            .setServerConfig("checkpoint_timeout", "1h")
            // The first is for whoever asks what is planned, and costs nothing where nobody does.
            // The others would be loaded again by each of thousands of connections.
            .setServerConfig("shared_preload_libraries", "pg_stat_statements,plpgsql,pgcrypto")
            .setServerConfig("pg_stat_statements.track", "none")
            .setServerConfig("max_wal_size", "256MB");
    if (binaries != null) {
      builder.setPgBinaryResolver((system, architecture) -> archiveIn(binaries));
    }
    try {
      postgres = builder.start();
      settle();
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(
          "The embedded PostgreSQL did not start: " + e.getMessage(), e);
    }
  }

  /** Asks for passwords, as every server does: one that trusts anybody hides that one is wrong. */
  private void settle() throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      // Nothing lives long enough to gain by it; whoever does sets it otherwise.
      statement.execute("alter system set autovacuum_naptime = '1h'");
      statement.execute(ASK_FOR_PASSWORDS.formatted(user(), password()));
    }
  }

  // A server that finds the disk full says so in its own log, and here only that it did not start.
  private static void checkSpace(Path folder) {
    long free = freeBytes(folder);
    if (free < NEEDED_BYTES) {
      throw new IllegalStateException(
          "The embedded PostgreSQL needs %d MB in %s, where %d MB are free: make room, or name another folder with -Djava.io.tmpdir=..."
              .formatted(NEEDED_BYTES >> 20, folder, free >> 20));
    }
  }

  /** What the login may use there; 0 where there is no such folder, or none to write to. */
  private static long freeBytes(Path folder) {
    try {
      return Files.isWritable(folder) ? Files.getFileStore(folder).getUsableSpace() : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The embedded PostgreSQL needs a folder for its files; " + folder + " cannot be used", e);
    }
  }

  private static InputStream archiveIn(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      JarEntry archive =
          file.stream()
              .filter(entry -> entry.getName().endsWith(".txz"))
              .findFirst()
              .orElseThrow(() -> new IOException(jar + " holds no PostgreSQL binaries (*.txz)"));
      return new ByteArrayInputStream(file.getInputStream(archive).readAllBytes());
    }
  }

  @Override
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + database;
  }

  @Override
  public String user() {
    return "postgres";
  }

  @Override
  public String password() {
    return "postgres";
  }

  /**
   * On one connection, because tests make and drop hundreds of databases. It is to the database
   * {@code postgres}, of which no copies are made.
   */
  @Override
  public synchronized void execute(String sql) {
    try {
      if (administration == null || !administration.isValid(30)) {
        administration = new ThrowawayDatabase(this, "postgres").dataSource().getConnection();
      }
      try (Statement statement = administration.createStatement()) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Failed: " + sql, e);
    }
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The embedded PostgreSQL did not stop: " + e.getMessage(), e);
    }
  }
}
