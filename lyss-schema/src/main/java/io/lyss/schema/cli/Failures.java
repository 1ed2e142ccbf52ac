package io.lyss.schema.cli;

import io.lyss.schema.LyssMigrationException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says on standard error what went wrong, and ends with the status that goes with it. */
final class Failures {

  private Failures() {}

  static int failed(Exception failure, CommandLine command, ParseResult arguments) {
    PrintWriter err = command.getErr();
    err.println(message(failure));
    if (command.getParseResult().hasMatchedOption(Target.VERBOSE)) {
      failure.printStackTrace(err);
    }
    return ExitCode.SOFTWARE;
  }

  static int notUnderstood(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(failure.getMessage());
    UnmatchedArgumentException.printSuggestions(failure, err);
    err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  static String message(Exception failure) {
    boolean meantForPeople =
        failure instanceof LyssMigrationException || failure instanceof CommandFailedException;
    return meantForPeople ? String.valueOf(failure.getMessage()) : "Unexpected: " + failure;
  }
}
