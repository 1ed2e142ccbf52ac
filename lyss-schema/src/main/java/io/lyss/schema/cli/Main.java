package io.lyss.schema.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ScopeType;

/**
 * {@code java -jar lyss-schema-<version>-cli.jar}: migrates databases of LYSS and looks at them.
 */
@Command(
    name = "lyss-schema",
    description = "Migrates the databases of LYSS on PostgreSQL, and looks at them.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:failed: no connection, a migration or a job failed, or a check found something",
      "2:the command was not understood"
    })
public final class Main {

  // As the help lists them.
  private static final List<Class<?>> COMMANDS =
      List.of(
          MigrateCommand.class,
          InfoCommand.class,
          ValidateCommand.class,
          ScriptCommand.class,
          DoctorCommand.class,
          IsolationCommand.class,
          HealthCommand.class,
          MaintainCommand.class,
          BackupCommand.class,
          RestoreCommand.class,
          BackupCheckCommand.class,
          ErasuresCommand.class,
          TenantCommand.class,
          HelpCommand.class);

  // The driver logs the URL that it refuses, with its password; its exceptions say enough.
  private static final Logger DRIVER_LOG = Logger.getLogger("org.postgresql");

  private Main() {}

  /** Runs the command and ends the JVM with its exit status. */
  public static void main(String[] args) {
    DRIVER_LOG.setLevel(Level.OFF);
    // A script holds more than ASCII, so it is UTF-8 whatever the locale.
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true);
    System.exit(run(out, err, args));
  }

  /** Runs one command and returns its exit status. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return line(commands(args))
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(Failures::failed)
        .setParameterExceptionHandler(Failures::notUnderstood)
        .execute(args);
  }

  /** The command line of the program, with all commands. */
  static CommandLine line() {
    return line(COMMANDS);
  }

  private static CommandLine line(List<Class<?>> commands) {
    CommandLine line = new CommandLine(new Main());
    commands.forEach(line::addSubcommand);
    return line;
  }

  /**
   * Only the command that is called, if it is known: describing all commands would take as long as
   * running one.
   */
  private static List<Class<?>> commands(String... args) {
    return COMMANDS.stream()
        .filter(command -> command != HelpCommand.class && args.length > 0)
        .filter(command -> command.getAnnotation(Command.class).name().equals(args[0]))
        .findFirst()
        .<List<Class<?>>>map(List::of)
        .orElse(COMMANDS);
  }
}
