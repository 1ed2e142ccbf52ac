package io.lyss.schema.cli;

import io.lyss.schema.Diagnosis;
import io.lyss.schema.Finding;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks what is wrong. */
@Command(
    name = "doctor",
    description = {
      "Looks whether tenants and users are kept apart, and whether anything is left undone.",
      "Each finding says what to do. As the application's login it also sees what that may do."
    })
final class DoctorCommand implements Callable<Integer> {

  @Mixin private Target target = new Target();

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    AtomicInteger found = new AtomicInteger();
    target.forEach(job -> found.addAndGet(print(job, command.commandLine().getOut())));
    return found.get() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static int print(Job job, PrintWriter out) {
    Diagnosis diagnosis = job.doctor().examine();
    int found = diagnosis.findings().size();
    out.println(
        job.name()
            + ": schema "
            + job.schema()
            + ": "
            + (found == 0 ? "nothing found" : found == 1 ? "1 finding" : found + " findings"));
    for (Finding finding : diagnosis.findings()) {
      out.println("  " + finding.check() + ": " + finding.what());
      out.println("      " + finding.remedy());
    }
    diagnosis.unseen().forEach(unseen -> out.println("  not seen: " + unseen));
    return found;
  }
}
