package io.lyss.schema.cli;

import io.lyss.schema.HealthSection;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the health of databases. */
@Command(
    name = "health",
    description = {
      "Shows sizes, missing partitions, overdue jobs, needless indexes, what holds up "
          + "vacuum, room for locks, what waits to be delivered, and the slowest statements.",
      "Changes nothing. As the owner, or as a member of pg_monitor, who sees most."
    })
final class HealthCommand implements Runnable {

  @Mixin private Target target = new Target();

  @Mixin private Answer answer = new Answer();

  @Override
  public void run() {
    answer.during(
        () ->
            target.forEach(
                job -> {
                  List<HealthSection> sections = job.health().read();
                  answer.line(job.name() + ": schema " + job.schema());
                  if (answer.json()) {
                    answer.add(json(job, sections));
                  } else {
                    sections.forEach(section -> print(section, answer.out()));
                  }
                }));
  }

  private static void print(HealthSection section, PrintWriter out) {
    if (section.unseen().isPresent()) {
      out.println("  " + section.title() + ": not seen: " + section.unseen().get());
    } else if (section.rows().isEmpty()) {
      out.println("  " + section.title() + ": none");
    } else {
      out.println("  " + section.title() + ":");
      List<List<String>> rows = new ArrayList<>();
      rows.add(section.columns().stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
      rows.addAll(section.rows());
      Table.lines(rows).forEach(line -> out.println("  " + line));
    }
  }

  private static Map<String, String> json(Job job, List<HealthSection> sections) {
    Map<String, String> object = Answer.of(job);
    for (HealthSection section : sections) {
      object.put(
          section.title(),
          section
              .unseen()
              .map(Json::string)
              .orElseGet(
                  () ->
                      Json.array(
                          section.rows().stream()
                              .map(row -> row(section.columns(), row))
                              .toList())));
    }
    return object;
  }

  private static String row(List<String> columns, List<String> values) {
    Map<String, String> object = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      object.put(columns.get(i), Json.string(values.get(i)));
    }
    return Json.object(object);
  }
}
