package io.lyss.schema.cli;

import io.lyss.schema.LyssMigrator;
import io.lyss.schema.MigrationProgress;
import io.lyss.schema.MigrationResult;
import java.io.PrintWriter;
import java.time.Duration;
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
        "Only CHAT. One that is distributed stays so, and its upgrades go to all nodes, without this."
      })
  private boolean citus;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    Progress progress = new Progress(out);
    if (patience < 0 || patience > Duration.ofDays(1).toSeconds()) {
      throw new ParameterException(
          command.commandLine(), "--patience is %d; it can be from 0 to 86400".formatted(patience));
    }
    target.forEach(
        job ->
            out.println(
                job.name()
                    + ": "
                    + summary(
                        migrator(job)
                            .progress(progress)
                            .patience(Duration.ofSeconds(patience))
                            .migrate())));
  }

  private LyssMigrator migrator(Job job) {
    return citus ? job.migrator().onCitus() : job.migrator();
  }

  private record Progress(PrintWriter out) implements MigrationProgress {

    @Override
    public void applied(String file) {
      out.println("  " + file);
    }

    @Override
    public void waiting(String what) {
      out.println("  waiting for " + what);
    }

    @Override
    public void noticed(String what) {
      out.println("  " + what);
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
