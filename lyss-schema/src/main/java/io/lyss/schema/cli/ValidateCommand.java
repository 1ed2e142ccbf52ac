package io.lyss.schema.cli;

import io.lyss.schema.Finding;
import io.lyss.schema.LyssMigrator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Compares what has been applied, and what is there, with the files of this version. */
@Command(
    name = "validate",
    description = {
      "Fails if a SQL file is pending, or was changed after it had been applied, or if "
          + "anything in the schema is not as the files make it.",
      "Changes nothing. With --json, differences are listed, of each database."
    })
final class ValidateCommand implements Callable<Integer> {

  @Mixin private Target target = new Target();

  @Mixin private Answer answer = new Answer();

  @Override
  public Integer call() {
    AtomicInteger differences = new AtomicInteger();
    answer.during(
        () ->
            target.forEach(
                job -> {
                  if (answer.json()) {
                    differences.addAndGet(add(job));
                  } else {
                    print(job);
                  }
                }));
    return differences.get() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private int add(Job job) {
    LyssMigrator migrator = job.migrator();
    List<Finding> found = migrator.differences();
    Map<String, String> object = Answer.of(job);
    object.put("later", migrator.later().map(Json::string).orElse("null"));
    object.put("differences", Json.array(found.stream().map(Json::finding).toList()));
    answer.add(object);
    return found.size();
  }

  private void print(Job job) {
    Optional<String> later = job.migrator().validate();
    answer.line(
        job.name()
            + ": "
            + later
                .map(file -> Job.later(job.schema(), file))
                .orElse("schema " + job.schema() + " is up to date"));
  }
}
