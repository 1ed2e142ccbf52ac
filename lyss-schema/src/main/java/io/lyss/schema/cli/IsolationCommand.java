package io.lyss.schema.cli;

import io.lyss.schema.isolation.IsolationReport;
import io.lyss.schema.isolation.LyssIsolation;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  @Spec private CommandSpec command;

  @Option(
      names = "--also",
      paramLabel = "SCHEMA",
      description = "Attack this schema of the host's, too. May be repeated.")
  private List<String> also = new ArrayList<>();

  @Option(names = "--only-hosts", description = "Attack the host's schemas alone.")
  private boolean onlyHosts;

  @Option(names = "--json", description = "Print JSON: an array with an object for each database.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    List<String> objects = new ArrayList<>();
    AtomicInteger found = new AtomicInteger();
    target.forEach(
        job -> {
          IsolationReport report = probe(job);
          found.addAndGet(report.findings().size());
          if (json) {
            objects.add(json(job, report));
          } else {
            out.println(job.name() + ": schema " + job.schema() + ": " + report);
          }
        });
    if (json) {
      out.println(Json.array(objects));
    }
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

  private static String json(Job job, IsolationReport report) {
    Map<String, String> object = new LinkedHashMap<>();
    object.put("database", Json.string(job.name()));
    object.put("schema", Json.string(job.schema()));
    object.put("probes", String.valueOf(report.probes()));
    object.put("findings", Json.array(report.findings().stream().map(Json::finding).toList()));
    object.put("not_probed", Json.array(report.notProbed().stream().map(Json::string).toList()));
    return Json.object(object);
  }
}
