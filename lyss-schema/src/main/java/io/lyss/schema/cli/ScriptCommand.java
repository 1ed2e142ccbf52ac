package io.lyss.schema.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes what a migration would do. */
@Command(
    name = "script",
    description = {
      "Writes what migrate would do now as SQL, for a DBA to review and run.",
      "Changes nothing. The SQL goes to standard output and nothing else does: script ... | "
          + "psql -v ON_ERROR_STOP=1"
    })
final class ScriptCommand implements Runnable {

  @Mixin private Target target = new Target();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write to this file instead, in UTF-8.")
  private @Nullable Path output;

  @Option(
      names = "--citus",
      description = "With what distributes the schema over the nodes of Citus, as migrate --citus.")
  private boolean citus;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    // The script is complete before its first character is written: nobody gets half of it.
    StringBuilder script = new StringBuilder();
    target.forEach(
        job -> script.append((citus ? job.migrator().onCitus() : job.migrator()).script()));
    if (output == null) {
      print(script.toString());
    } else {
      write(output, script.toString());
    }
  }

  private void print(String script) {
    PrintWriter out = command.commandLine().getOut();
    out.print(script);
    if (out.checkError()) {
      throw new CommandFailedException(
          "The script could not be written to standard output: its reader has closed it", null);
    }
  }

  private static void write(Path file, String script) {
    try {
      Files.writeString(file, script);
    } catch (IOException e) {
      throw new CommandFailedException("The script could not be written to " + file + ": " + e, e);
    }
  }
}
