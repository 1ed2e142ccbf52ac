package io.lyss.schema.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Keeps the journal of erasures, and replays it. */
@Command(
    name = "erasures",
    description = {
      "Adds who was erased to a journal: a file that lies outside of the database and its "
          + "backups.",
      "With --replay, after a backup was restored and before the application begins, erases "
          + "those whom the journal has and the database does not. doctor --journal says whether "
          + "there are any."
    })
@NullUnmarked // picocli fills the fields
final class ErasuresCommand implements Runnable {

  @Mixin private Target target = new Target();

  @Option(
      names = "--journal",
      required = true,
      paramLabel = "FILE",
      description = "The journal; several databases may share one.")
  private Path journal;

  @Option(names = "--replay", description = "Erase again who is in the journal.")
  private boolean replay;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    try (Ticker progress =
        Ticker.start(
            what -> command.commandLine().getErr().println("  " + what), Duration.ofSeconds(1))) {
      target.forEach(job -> out.println(job.name() + ": " + answer(job, progress)));
    }
  }

  private String answer(Job job, Ticker progress) {
    progress.now("reading who is erased in " + job.name());
    if (!replay) {
      return job.erasures().append(journal) + " added";
    }
    long begun =
        job.erasures()
            .replay(
                journal, left -> progress.now(left + " are still to be erased in " + job.name()));
    progress.now("reading who is missing in " + job.name());
    return begun + " erased again, " + job.erasures().missing(journal) + " missing";
  }
}
