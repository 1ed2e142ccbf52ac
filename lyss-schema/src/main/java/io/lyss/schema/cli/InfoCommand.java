package io.lyss.schema.cli;

import io.lyss.schema.MigrationStatus;
import java.io.PrintWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    Table.lines(rows).forEach(out::println);
  }
}
