package io.lyss.schema.cli;

import io.lyss.schema.Finding;
import io.lyss.schema.HealthAlarms;
import io.lyss.schema.LyssMigrationException;
import io.lyss.schema.MigrationStatus;
import java.io.PrintWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the files, whether they have been applied, and the alarms of what is there. */
@Command(
    name = "info",
    description =
        "Lists the SQL files and whether they have been applied, and the alarms: rows in default "
            + "partitions, days for which there are partitions, jobs. Changes nothing.")
final class InfoCommand implements Runnable {

  private static final DateTimeFormatter TO_THE_MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm'Z'").withZone(ZoneOffset.UTC);

  @Mixin private Target target = new Target();

  @Mixin private Answer answer = new Answer();

  @Override
  public void run() {
    answer.during(
        () ->
            target.forEach(
                job -> {
                  if (answer.json()) {
                    answer.add(json(job));
                  } else {
                    print(job, answer.out());
                  }
                }));
  }

  private static Map<String, String> json(Job job) {
    List<MigrationStatus> files = job.migrator().info();
    Map<String, String> object = Answer.of(job);
    object.put("later", job.migrator().later().map(Json::string).orElse("null"));
    object.put("differences", Json.array(differences(job).stream().map(Json::finding).toList()));
    object.put("alarms", migrated(files) ? alarms(job, InfoCommand::json, Json::string) : "null");
    object.put("files", Json.array(files.stream().map(InfoCommand::json).toList()));
    return object;
  }

  private static boolean migrated(List<MigrationStatus> files) {
    return files.stream().anyMatch(file -> file.appliedAt().isPresent());
  }

  /** The alarms, or why this login does not see them. */
  private static <T> T alarms(Job job, Function<HealthAlarms, T> seen, Function<String, T> unseen) {
    try {
      return seen.apply(job.health().alarms());
    } catch (LyssMigrationException e) {
      return unseen.apply(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private static String json(HealthAlarms alarms) {
    OptionalInt days = alarms.daysLeft();
    Map<String, String> object = new LinkedHashMap<>();
    object.put("default_rows", String.valueOf(alarms.defaultRows()));
    object.put("days_left", days.isPresent() ? String.valueOf(days.getAsInt()) : "null");
    object.put("overdue_jobs", String.valueOf(alarms.overdueJobs()));
    object.put("failing_jobs", String.valueOf(alarms.failingJobs()));
    return Json.object(object);
  }

  private static List<String> lines(HealthAlarms alarms) {
    List<String> lines = new ArrayList<>();
    OptionalInt days = alarms.daysLeft();
    lines.add(
        "  partitions for %s days more, %d rows in default partitions"
            .formatted(days.isPresent() ? days.getAsInt() : "no", alarms.defaultRows()));
    if (alarms.overdueJobs() + alarms.failingJobs() > 0) {
      lines.add(
          "  %d jobs overdue, %d failing: health names them"
              .formatted(alarms.overdueJobs(), alarms.failingJobs()));
    }
    return lines;
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
   * Differences between the schema and the files. A pending file is no difference here, because the
   * list of files has it.
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
    if (migrated(files)) {
      alarms(job, InfoCommand::lines, why -> List.of("  alarms are not seen: " + why))
          .forEach(out::println);
    }
    Table.lines(rows).forEach(out::println);
  }
}
