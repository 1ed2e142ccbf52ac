package io.lyss.schema.cli;

import io.lyss.schema.LyssMaintenance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Mixin private Answer answer = new Answer();

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      defaultValue = "50",
      description =
          "Begin nothing more after so many seconds, for each database: ${DEFAULT-VALUE}.")
  private int seconds;

  @Override
  public Integer call() {
    AtomicInteger failed = new AtomicInteger();
    answer.during(() -> target.forEach(job -> failed.addAndGet(runDue(job))));
    return failed.get() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /**
   * Returns how many runs have failed. Runs before a failure of the connection are printed, too.
   */
  private int runDue(Job job) {
    List<LyssMaintenance.Run> runs = new ArrayList<>();
    boolean ended = false;
    try {
      job.maintenance()
          .runDue(
              Duration.ofSeconds(seconds),
              run -> {
                runs.add(run);
                answer.line(job.name() + ": " + line(run));
              });
      if (runs.isEmpty()) {
        answer.line(job.name() + ": nothing is due");
      }
      ended = true;
    } finally {
      if (ended || !runs.isEmpty()) {
        Map<String, String> object = Answer.of(job);
        object.put("runs", Json.array(runs.stream().map(MaintainCommand::json).toList()));
        answer.add(object);
      }
    }
    return (int) runs.stream().filter(run -> run.error().isPresent()).count();
  }

  private static String line(LyssMaintenance.Run run) {
    return "%s: %s, %.1f s"
        .formatted(
            run.job(),
            run.error().map(error -> "failed: " + error).orElse(run.done() + " done"),
            run.took().toMillis() / 1000.0);
  }

  private static String json(LyssMaintenance.Run run) {
    Map<String, String> object = new LinkedHashMap<>();
    object.put("job", Json.string(run.job()));
    object.put("done", String.valueOf(run.done()));
    object.put("took_ms", String.valueOf(run.took().toMillis()));
    object.put("error", run.error().map(Json::string).orElse("null"));
    return Json.object(object);
  }
}
