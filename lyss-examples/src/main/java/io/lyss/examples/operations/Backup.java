package io.lyss.examples.operations;

import io.lyss.examples.host.Journal;
import io.lyss.schema.LyssBackup;
import io.lyss.throwaway.ThrowawayPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Backs up with PostgreSQL's own programs, restores into an empty database, and compares. */
final class Backup {

  // the beginning of the error where pg_dump or pg_restore is missing, or older than the server
  private static final String NO_PROGRAM = "No pg_";

  private final ThrowawayPostgres postgres;
  private final Optional<String> programs;
  private final Journal journal;

  /**
   * @param programs the folder of pg_dump and pg_restore; empty to use the installed ones
   */
  Backup(ThrowawayPostgres postgres, Optional<String> programs, Journal journal) {
    this.postgres = postgres;
    this.programs = programs;
    this.journal = journal;
  }

  void andRestore(Installation source) {
    Path folder = newFolder();
    try (Installation restored = new Installation(postgres)) {
      Path file = folder.resolve("lyss.dump");
      if (done(LyssCommand.run(source.database(), "backup", options(file)))
          && done(LyssCommand.run(restored.database(), "restore", options(file)))) {
        restored.migrator().validate();
        boolean equal = rows(restored).equals(rows(source));
        journal.line(
            "in the restored database each table has %s, and validate finds nothing",
            equal ? "as many rows as in the other" : "OTHER ROWS THAN IN THE FIRST");
      }
    } finally {
      delete(folder);
    }
  }

  private List<String> options(Path file) {
    List<String> options = new ArrayList<>(List.of("--file", file.toString()));
    programs.ifPresent(bin -> options.addAll(List.of("--pg-bin", bin)));
    return options;
  }

  private boolean done(LyssCommand.Answer answer) {
    if (answer.status() == 0) {
      answer.text().lines().forEach(line -> journal.line("%s", line));
      return true;
    }
    if (answer.text().startsWith(NO_PROGRAM)) {
      journal.line("skipped: %s", answer.text().lines().findFirst().orElseThrow());
      return false;
    }
    throw new IllegalStateException(answer.text());
  }

  private static Object rows(Installation of) {
    return LyssBackup.of(Installation.KIND, of.database().dataSource()).rows();
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("lyss-day");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
