package io.lyss.schema.cli;

import io.lyss.schema.LyssBackup;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Counts rows before a backup and after restoring it. */
@Command(
    name = "backup-check",
    description = {
      "Fails if a backup by this login would not hold everything; else counts the rows of "
          + "each table.",
      "After restoring, --compare fails if the rows are others. validate and doctor say "
          + "whether policies, rights and owners are back."
    })
final class BackupCheckCommand implements Callable<Integer> {

  @Mixin private Target target = new Target();

  @Option(
      names = "--compare",
      paramLabel = "FILE",
      description = "What this command printed, or backup wrote, when the backup was made.")
  private @Nullable Path backedUp;

  @Option(
      names = Answer.JSON,
      description = {
        "Print JSON: an object with the rows of each table, and what differs, if --compare asks.",
        "What fails is an object with \"error\", on standard error; the exit status is the same."
      })
  private boolean json;

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    SortedMap<String, Long> rows = new TreeMap<>();
    try (Ticker progress = Ticker.start(this::progress, Duration.ofSeconds(1))) {
      target.forEach(
          job ->
              job.backup()
                  .rows(table -> progress.now(RowCounts.counting(job, table)))
                  .forEach((table, count) -> rows.put(job.name() + "." + table, count)));
    }
    List<String> differences =
        backedUp == null ? List.of() : LyssBackup.differences(RowCounts.read(backedUp), rows);
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(json(rows, differences));
    } else if (backedUp == null) {
      out.print(RowCounts.text(rows));
    } else {
      differences.forEach(out::println);
      if (differences.isEmpty()) {
        out.println(rows.size() + " tables have the rows that were backed up");
      }
    }
    return differences.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /**
   * Reports progress on standard error, because the answer may be kept as a file; a pipeline gets
   * no report.
   */
  private void progress(String what) {
    if (!json) {
      command.commandLine().getErr().println("  " + what);
    }
  }

  private String json(SortedMap<String, Long> rows, List<String> differences) {
    Map<String, String> counts = new LinkedHashMap<>();
    rows.forEach((table, count) -> counts.put(table, String.valueOf(count)));
    Map<String, String> object = new LinkedHashMap<>();
    object.put("rows", Json.object(counts));
    object.put(
        "differences",
        backedUp == null ? "null" : Json.array(differences.stream().map(Json::string).toList()));
    return Json.object(object);
  }
}
