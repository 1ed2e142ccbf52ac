package io.lyss.schema.cli;

import io.lyss.schema.LyssMigrator;
import io.lyss.schema.MigrationProgress;
import io.lyss.schema.MigrationResult;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Applies the pending files. */
@Command(
    name = "migrate",
    description = "Applies the SQL files that are pending, all of them or none.")
final class MigrateCommand implements Runnable {

  @Mixin private Target target = new Target();

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "How long an upgrade tries to lock the tables while others hold them; "
              + "${DEFAULT-VALUE} unless given.")
  private int patience;

  @Option(
      names = "--citus",
      description = {
        "Distribute the schema by tenant over the nodes of Citus, too; the URL is the coordinator's.",
        "Not PLATFORM. One that is distributed stays so, and its upgrades go to all nodes, without "
            + "this."
      })
  private boolean citus;

  @Mixin private Answer answer = new Answer();

  @Spec private CommandSpec command;

  @Override
  public void run() {
    Progress progress = new Progress(answer);
    if (patience < 0 || patience > Duration.ofDays(1).toSeconds()) {
      throw new ParameterException(
          command.commandLine(), "--patience is %d; it can be from 0 to 86400".formatted(patience));
    }
    answer.during(
        () ->
            target.forEach(
                job -> {
                  MigrationResult result =
                      migrator(job)
                          .progress(progress)
                          .patience(Duration.ofSeconds(patience))
                          .migrate();
                  answer.line(job.name() + ": " + summary(result));
                  Map<String, String> object = Answer.of(job);
                  object.put("later", result.later().map(Json::string).orElse("null"));
                  object.put(
                      "applied", Json.array(result.applied().stream().map(Json::string).toList()));
                  answer.add(object);
                }));
  }

  private LyssMigrator migrator(Job job) {
    return citus ? job.migrator().onCitus() : job.migrator();
  }

  private record Progress(Answer answer) implements MigrationProgress {

    @Override
    public void applied(String file) {
      answer.line("  " + file);
    }

    @Override
    public void waiting(String what) {
      answer.line("  waiting for " + what);
    }

    @Override
    public void noticed(String what) {
      answer.line("  " + what);
    }
  }

  private static String summary(MigrationResult result) {
    if (result.later().isPresent()) {
      return Job.later(result.schema(), result.later().get());
    }
    int files = result.applied().size();
    if (files == 0) {
      return "nothing to do in schema " + result.schema();
    }
    return (files == 1 ? "1 file" : files + " files") + " applied to schema " + result.schema();
  }
}
