package io.lyss.schema.cli;

import java.nio.file.Path;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says where PostgreSQL's own programs are. */
final class ToolFolder {

  @Option(
      names = "--pg-bin",
      paramLabel = "FOLDER",
      defaultValue = "${env:LYSS_PG_BIN}",
      description = {
        "Where pg_dump and pg_restore are.",
        "Unless given: the environment variable LYSS_PG_BIN, or those on the PATH and where "
            + "Debian and Red Hat install them, whichever fits the server."
      })
  private @Nullable Path folder;

  PostgresTool find(String name, int server, IntPredicate fits, String wanted) {
    return PostgresTool.find(name, folder, server, fits, wanted);
  }
}
