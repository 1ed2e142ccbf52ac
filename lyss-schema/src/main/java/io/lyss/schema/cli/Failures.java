package io.lyss.schema.cli;

import io.lyss.schema.LyssMigrationException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints a failure on standard error, and returns its exit status. */
final class Failures {

  private Failures() {}

  static int failed(Exception failure, CommandLine command, ParseResult arguments) {
    PrintWriter err = command.getErr();
    boolean json = command.getParseResult().hasMatchedOption(Answer.JSON);
    err.println(json ? json(failure) : message(failure));
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

  /** One line of JSON, by which a pipeline learns where a file of a migration failed. */
  private static String json(Exception failure) {
    Map<String, String> object = new LinkedHashMap<>();
    object.put("error", Json.string(message(failure)));
    Throwable cause = failure instanceof CommandFailedException ? failure.getCause() : failure;
    if (cause instanceof LyssMigrationException migration && migration.file().isPresent()) {
      object.put("file", Json.string(migration.file().get()));
      object.put("line", String.valueOf(migration.line()));
      object.put("statement", migration.statement().map(Json::string).orElse("null"));
    }
    return Json.object(object);
  }

  static String message(Exception failure) {
    boolean meantForPeople =
        failure instanceof LyssMigrationException || failure instanceof CommandFailedException;
    return meantForPeople ? String.valueOf(failure.getMessage()) : "Unexpected: " + failure;
  }
}
