package io.lyss.throwaway;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's own binaries, unpacked from a jar and run as a child process; nothing is installed.
 */
final class EmbeddedServer implements Server {

  private final EmbeddedPostgres postgres;

  /**
   * @param binaries a jar with another version's binaries; null for those of the class path
   */
  EmbeddedServer(@Nullable Path binaries) {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setLocaleConfig("locale", "C.UTF-8")
            .setLocaleConfig("encoding", "UTF8")
            .setPGStartupWait(Duration.ofSeconds(60))
            .setServerConfig("max_connections", "100")
            .setServerConfig("shared_buffers", "256MB")
            // What is thrown away need not survive a crash.
            .setServerConfig("fsync", "off")
            .setServerConfig("full_page_writes", "off")
            .setServerConfig("synchronous_commit", "off");
    if (binaries != null) {
      builder.setPgBinaryResolver((system, architecture) -> archiveIn(binaries));
    }
    try {
      postgres = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("The embedded PostgreSQL did not start: " + e.getMessage(), e);
    }
  }

  private static InputStream archiveIn(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      JarEntry archive =
          file.stream()
              .filter(entry -> entry.getName().endsWith(".txz"))
              .findFirst()
              .orElseThrow(() -> new IOException(jar + " holds no PostgreSQL binaries (*.txz)"));
      return new java.io.ByteArrayInputStream(file.getInputStream(archive).readAllBytes());
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

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The embedded PostgreSQL did not stop: " + e.getMessage(), e);
    }
  }
}
