package io.lyss.schema.cli;

import io.lyss.schema.isolation.IsolationReport;
import io.lyss.schema.isolation.LyssIsolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Attacks a database for tests. */
@Command(
    name = "isolation",
    description = {
      "Attacks a database for tests: every command on every table and view, and every "
          + "function, as users, administrators, without a scope and without rights.",
      "Takes a superuser, and rows of two tenants (platform: of two users). All is done in a "
          + "transaction that is rolled back; numbers of sequences stay used. Refused where "
          + "others are in a transaction."
    })
final class IsolationCommand implements Callable<Integer> {

  @Mixin private Target target = new Target();

  @Mixin private Answer answer = new Answer();

  @Option(
      names = "--also",
      paramLabel = "SCHEMA",
      description = "Attack this schema of the host's, too. May be repeated.")
  private List<String> also = new ArrayList<>();

  @Option(names = "--only-hosts", description = "Attack the host's schemas alone.")
  private boolean onlyHosts;

  @Override
  public Integer call() {
    AtomicInteger found = new AtomicInteger();
    answer.during(
        () ->
            target.forEach(
                job -> {
                  IsolationReport report = probe(job);
                  found.addAndGet(report.findings().size());
                  answer.line(job.name() + ": schema " + job.schema() + ": " + report);
                  if (answer.json()) {
                    answer.add(json(job, report));
                  }
                }));
    return found.get() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private IsolationReport probe(Job job) {
    try {
      LyssIsolation isolation = job.isolation();
      for (String schema : also) {
        isolation = isolation.also(schema);
      }
      return (onlyHosts ? isolation.onlyHosts() : isolation).probe();
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Map<String, String> json(Job job, IsolationReport report) {
    Map<String, String> object = Answer.of(job);
    object.put("probes", String.valueOf(report.probes()));
    object.put("findings", Json.array(report.findings().stream().map(Json::finding).toList()));
    object.put("not_probed", Json.array(report.notProbed().stream().map(Json::string).toList()));
    return object;
  }
}
