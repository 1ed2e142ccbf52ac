package io.lyss.schema.cli;

import java.nio.file.Path;
import java.util.Optional;

/** The programs of PostgreSQL's that backups are tested with, where there are any. */
public final class PgPrograms {

  private PgPrograms() {}

  /**
   * Options that name them: those of {@code -Dlyss.pg.bin}, or whatever the command finds.
   *
   * @return empty if there are none of these versions
   */
  public static Optional<String[]> options(int from, int to) {
    String folder = System.getProperty("lyss.pg.bin", System.getenv("LYSS_PG_BIN"));
    Path bin = folder == null || folder.isBlank() ? null : Path.of(folder);
    try {
      PostgresTool.find("pg_dump", bin, from, version -> version >= from && version <= to, "");
      PostgresTool.find("pg_restore", bin, to, version -> version >= from && version <= to, "");
      return Optional.of(bin == null ? new String[0] : new String[] {"--pg-bin", bin.toString()});
    } catch (CommandFailedException e) {
      return Optional.empty();
    }
  }
}
