package io.lyss.schema.cli;

import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Compares what has been applied, and what is there, with the files of this version. */
@Command(
    name = "validate",
    description = {
      "Fails if a SQL file is pending, or was changed after it had been applied, or if "
          + "anything in the schema is not as the files make it.",
      "Changes nothing."
    })
final class ValidateCommand implements Runnable {

  @Mixin private Target target = new Target();

  @Spec private CommandSpec command;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    target.forEach(
        job -> {
          Optional<String> later = job.migrator().validate();
          out.println(
              job.name()
                  + ": "
                  + later
                      .map(file -> Job.later(job.schema(), file))
                      .orElse("schema " + job.schema() + " is up to date"));
        });
  }
}
