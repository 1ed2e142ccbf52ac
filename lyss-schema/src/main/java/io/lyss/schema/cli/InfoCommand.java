package io.lyss.schema.cli;

import io.lyss.schema.Finding;
import io.lyss.schema.MigrationStatus;
import java.io.PrintWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the files and whether they have been applied. */
@Command(
    name = "info",
    description = "Lists the SQL files and whether they have been applied. Changes nothing.")
final class InfoCommand implements Runnable {

  private static final DateTimeFormatter TO_THE_MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm'Z'").withZone(ZoneOffset.UTC);

  @Mixin private Target target = new Target();

  @Spec private CommandSpec command;

  @Option(names = "--json", description = "Print JSON: an array with an object for each database.")
  private boolean json;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    List<String> objects = new ArrayList<>();
    target.forEach(
        job -> {
          if (json) {
            objects.add(json(job));
          } else {
            print(job, out);
          }
        });
    if (json) {
      out.println(Json.array(objects));
    }
  }

  private static String json(Job job) {
    Map<String, String> object = new LinkedHashMap<>();
    object.put("database", Json.string(job.name()));
    object.put("schema", Json.string(job.schema()));
    object.put("later", job.migrator().later().map(Json::string).orElse("null"));
    object.put("differences", Json.array(differences(job).stream().map(Json::finding).toList()));
    object.put("files", Json.array(job.migrator().info().stream().map(InfoCommand::json).toList()));
    return Json.object(object);
  }

  private static String json(MigrationStatus file) {
    Map<String, String> object = new LinkedHashMap<>();
    object.put("file", Json.string(file.file()));
    object.put("state", Json.string(file.state()));
    object.put("pending", String.valueOf(file.pending()));
    object.put("applied_at", file.appliedAt().map(at -> Json.string(at.toString())).orElse("null"));
    return Json.object(object);
  }

  /**
   * What is in the schema and is not as the files make it; of files that are pending, the files
   * tell.
   */
  private static List<Finding> differences(Job job) {
    return job.migrator().differences().stream()
        .filter(difference -> difference.check().equals("catalog"))
        .toList();
  }

  private static void print(Job job, PrintWriter out) {
    List<MigrationStatus> files = job.migrator().info();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("FILE", "STATE", "APPLIED (UTC)"));
    for (MigrationStatus file : files) {
      String applied = file.appliedAt().map(TO_THE_MINUTE::format).orElse("");
      rows.add(List.of(file.file(), file.state(), applied));
    }
    long count = files.stream().map(MigrationStatus::file).distinct().count();
    long pending = files.stream().filter(MigrationStatus::pending).count();
    out.printf("%s: schema %s, %d files, %d pending%n", job.name(), job.schema(), count, pending);
    Optional<String> later = job.migrator().later();
    later.ifPresent(file -> out.println("  " + Job.later(job.schema(), file)));
    long differing = later.isPresent() || pending > 0 ? 0 : differences(job).size();
    if (differing > 0) {
      out.printf(
          "  %d %s not as these files make %s: validate names %s%n",
          differing,
          differing == 1 ? "object is" : "objects are",
          differing == 1 ? "it" : "them",
          differing == 1 ? "it" : "each");
    }
    Table.lines(rows).forEach(out::println);
  }
}
