package io.lyss.schema.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The programs of PostgreSQL's that backups are tested with, where there are any. */
public final class PgPrograms {

  private PgPrograms() {}

  /** The machine's psql, of whatever version; empty if it has none. */
  public static Optional<Path> psql() {
    try {
      return Optional.of(
          PostgresTool.find("psql", folder(), Integer.MAX_VALUE, version -> true, "").program());
    } catch (CommandFailedException e) {
      return Optional.empty();
    }
  }

  private static @Nullable Path folder() {
    String folder = System.getProperty("lyss.pg.bin", System.getenv("LYSS_PG_BIN"));
    return folder == null || folder.isBlank() ? null : Path.of(folder);
  }

  /**
   * Options that name them: those of {@code -Dlyss.pg.bin}, or whatever the command finds.
   *
   * @return empty if there are none of these versions
   */
  public static Optional<String[]> options(int from, int to) {
    Path bin = folder();
    try {
      PostgresTool.find("pg_dump", bin, from, version -> version >= from && version <= to, "");
      PostgresTool.find("pg_restore", bin, to, version -> version >= from && version <= to, "");
      return Optional.of(bin == null ? new String[0] : new String[] {"--pg-bin", bin.toString()});
    } catch (CommandFailedException e) {
      return Optional.empty();
    }
  }
}
