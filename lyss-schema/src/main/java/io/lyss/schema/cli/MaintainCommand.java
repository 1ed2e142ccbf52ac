package io.lyss.schema.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the jobs that are due. */
@Command(
    name = "maintain",
    description = {
      "Runs the jobs that are due, such as partitions, retention and clean-up, and names "
          + "each.",
      "Run it every minute, from as many places as you like. It fails if a job has failed; "
          + "others run."
    })
final class MaintainCommand implements Callable<Integer> {

  @Mixin private Target target = new Target();

  @Spec private CommandSpec command;

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      defaultValue = "50",
      description =
          "Begin nothing more after so many seconds, for each database: ${DEFAULT-VALUE}.")
  private int seconds;

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    AtomicInteger failed = new AtomicInteger();
    target.forEach(
        job -> {
          AtomicInteger runs = new AtomicInteger();
          job.maintenance()
              .runDue(
                  Duration.ofSeconds(seconds),
                  run -> {
                    runs.incrementAndGet();
                    run.error().ifPresent(error -> failed.incrementAndGet());
                    out.printf(
                        "%s: %s: %s, %.1f s%n",
                        job.name(),
                        run.job(),
                        run.error().map(error -> "failed: " + error).orElse(run.done() + " done"),
                        run.took().toMillis() / 1000.0);
                  });
          if (runs.get() == 0) {
            out.println(job.name() + ": nothing is due");
          }
        });
    return failed.get() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
