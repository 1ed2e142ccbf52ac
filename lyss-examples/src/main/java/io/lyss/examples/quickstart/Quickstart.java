package io.lyss.examples.quickstart;

import io.lyss.dao.platform.Platform;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.schema.MigrationResult;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Loads an organisation, in an embedded PostgreSQL or in a given database, and shows who sees what
 * of it. {@code --help} says how.
 */
public final class Quickstart {

  // The driver also throws its errors, so its log is switched off: each is printed once. This is a
  // field because a logger without references is collected, and its level is lost.
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");

  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int WRONG_OPTIONS = 2;

  private Quickstart() {}

  /** Ends the JVM, with a status other than 0, only if it failed. */
  public static void main(String[] args) {
    // Half of the output is Chinese, so it is written in UTF-8, whatever the locale of the shell.
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    int status = run(List.of(args), System.getenv(), out, err);
    if (status != DONE) {
      System.exit(status);
    }
  }

  /**
   * The same, without touching the JVM.
   *
   * @param arguments the command line
   * @param environment contains the password and the defaults
   * @return the exit status: 0 done, 1 failed, 2 wrong options
   */
  public static int run(
      List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    boolean verbose = arguments.contains("--verbose");
    DRIVER.setLevel(verbose ? Level.WARNING : Level.OFF);
    try {
      Options options = Options.parse(arguments, environment);
      if (options.help()) {
        out.println(Options.USAGE);
      } else {
        show(options, new Report(out));
      }
      return DONE;
    } catch (RuntimeException e) {
      err.println("quickstart: " + Failure.line(e));
      if (verbose) {
        e.printStackTrace(err);
      }
      return e instanceof UsageException ? WRONG_OPTIONS : FAILED;
    }
  }

  private static void show(Options options, Report report) {
    long start = System.nanoTime();
    try (Target target = Target.open(options)) {
      report.timed(target::version, version -> "PostgreSQL " + version + " is up", start);
      Vacancy.require(target, options.schema());
      report.step(
          "Migrating " + options.schema(),
          progress ->
              LyssMigrator.of(LyssDatabase.PLATFORM, target.owner())
                  .schema(options.schema())
                  .progress(file -> progress.tick())
                  .migrate(),
          (MigrationResult result) -> result.applied().size() + " files");
      try (ApplicationLogin login =
          report.timed(
              () -> ApplicationLogin.create(target),
              made -> "The application logs in as " + made.description(),
              System.nanoTime())) {
        work(Platform.over(login.pool()).schema(options.schema()), report);
      }
    }
  }

  private static void work(Platform platform, Report report) {
    Organization organization =
        report.step(
            "Loading an organisation",
            progress -> new OrganizationLoader(platform, progress).load(),
            loaded -> "done");
    report.table(
        new Table("users", "providers", "distributions", "conversations", "messages", "usage rows")
            .row(
                organization.admins().size() + organization.users().size(),
                organization.shared().size() + organization.personal().size(),
                organization.distributions(),
                organization.conversations().size(),
                organization.messages(),
                organization.usage()));
    AccessSection.show(platform, organization, report);
    VisibilitySection.show(platform, organization, report);
    SearchSection.show(platform, organization, report);
    UsageSection.show(platform, organization, report);
    report.section("What a host writes");
    TenLines.source().forEach(line -> report.line("  " + line));
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
