package io.lyss.schema.cli;

import io.lyss.schema.Diagnosis;
import io.lyss.schema.Finding;
import io.lyss.schema.LyssDoctor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds what is wrong. */
@Command(
    name = "doctor",
    description = {
      "Looks whether tenants and users are kept apart, and whether anything is left undone.",
      "Each finding says what to do. As the application's login it also sees what that may " + "do."
    })
final class DoctorCommand implements Callable<Integer> {

  @Mixin private Target target = new Target();

  @Mixin private Answer answer = new Answer();

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description = "Look also whether all are erased who are in this journal of erasures.")
  private @Nullable Path journal;

  @Override
  public Integer call() {
    AtomicInteger found = new AtomicInteger();
    answer.during(
        () ->
            target.forEach(
                job -> {
                  LyssDoctor doctor = job.doctor();
                  Diagnosis diagnosis =
                      (journal == null ? doctor : doctor.journal(journal)).examine();
                  found.addAndGet(diagnosis.findings().size());
                  if (answer.json()) {
                    answer.add(json(job, diagnosis));
                  } else {
                    print(job, diagnosis, answer.out());
                  }
                }));
    return found.get() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static Map<String, String> json(Job job, Diagnosis diagnosis) {
    Map<String, String> object = Answer.of(job);
    object.put("findings", Json.array(diagnosis.findings().stream().map(Json::finding).toList()));
    object.put("unseen", Json.array(diagnosis.unseen().stream().map(Json::string).toList()));
    return object;
  }

  private static void print(Job job, Diagnosis diagnosis, PrintWriter out) {
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
  }
}
