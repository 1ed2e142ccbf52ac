package io.lyss.schema.cli;

import io.lyss.schema.LyssBackup;
import io.lyss.schema.LyssMigrationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.NullUnmarked;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Restores a backup by pg_restore, and checks that everything is back. */
@Command(
    name = "restore",
    description = {
      "Restores what backup wrote, by pg_restore, into a database that has none of it yet; "
          + "no superuser is needed, but the login of bootstrap/040_restore.sql.",
      "Fails, and leaves nothing, where rows are missing. Rights are granted last, so "
          + "nobody sees rows before their policies."
    })
@NullUnmarked // picocli fills the fields
final class RestoreCommand implements Runnable {

  @Mixin private Target target = new Target();

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "What backup wrote; FILE.rows lies beside it.")
  private Path file;

  @Option(
      names = {"-j", "--jobs"},
      defaultValue = "1",
      paramLabel = "N",
      description = "How many connections load rows and build indexes at once. Unless given: 1.")
  private int jobs;

  @Mixin private ToolFolder tools = new ToolFolder();

  @Spec private CommandSpec command;

  @Override
  public void run() {
    TidyEnd.during(this::restore);
  }

  private void restore() {
    SortedMap<String, Long> backedUp = RowCounts.read(RowCounts.beside(file));
    PrintWriter out = command.commandLine().getOut();
    try (Login login = target.login();
        Ticker progress = Ticker.start(what -> out.println("  " + what), Duration.ofSeconds(1))) {
      restore(login, backedUp, progress);
    }
    out.printf(
        "%d rows of %d tables restored, and policies, rights and owners as they have to be%n",
        backedUp.values().stream().mapToLong(Long::longValue).sum(), backedUp.size());
    out.println(
        "Before the application begins: drop the role lyss_restore; run erasures --replay,");
    out.println(
        "if you keep a journal; migrate, which makes the months since; maintain; and run doctor.");
  }

  private void restore(Login login, SortedMap<String, Long> backedUp, Ticker progress) {
    List<Job> databases = target.jobs(login);
    backedUp
        .keySet()
        .removeIf(table -> databases.stream().noneMatch(job -> table.startsWith(job.name() + ".")));
    try {
      PostgresTool tool = tool(server(login));
      ArchiveList entries =
          ArchiveList.parse(tool.run(login.environment(), List.of("--list", file.toString())));
      RestoredSchemas schemas = RestoredSchemas.check(login.dataSource(), databases, entries, file);
      schemas.create(
          restore(tool, login, progress, entries.extensions(), "--file=-")
              .lines()
              .filter(line -> line.startsWith("CREATE EXTENSION "))
              .toList());
      try {
        List<String> names = schemas.names();
        String objects = entries.objects(names);
        into(tool, login, progress, objects, "--section=pre-data", "--section=data");
        // while no policy hides any
        progress.now("counting the rows");
        List<String> differences = LyssBackup.differences(backedUp, schemas.rows(progress));
        if (!differences.isEmpty()) {
          throw new CommandFailedException(
              "Rows are missing from the backup " + file + ":\n" + String.join("\n", differences),
              null);
        }
        into(tool, login, progress, objects, "--section=post-data");
        into(tool, login, progress, entries.policies(names));
        into(tool, login, progress, entries.grants(names));
        progress.now("filling the materialized view, gathering statistics");
        schemas.refresh();
      } catch (RuntimeException | SQLException e) {
        schemas.drop(e);
        throw e;
      }
    } catch (SQLException e) {
      throw new CommandFailedException("The backup was not restored: " + e.getMessage(), e);
    }
    for (Job job : databases) {
      try {
        progress.now("comparing " + job.name());
        job.migrator().validate();
      } catch (LyssMigrationException e) {
        throw new CommandFailedException(
            "All rows are restored. But " + job.name() + " differs: " + e.getMessage(), e);
      }
    }
  }

  private static int server(Login login) throws SQLException {
    try (Connection connection = login.dataSource().getConnection()) {
      return connection.getMetaData().getDatabaseMajorVersion();
    }
  }

  /** A later pg_restore would set parameters that an earlier server does not know. */
  private PostgresTool tool(int server) {
    return tools.find(
        "pg_restore",
        server,
        version -> version <= server,
        server + ", as the server is, or of an earlier version that can read the backup");
  }

  private void into(
      PostgresTool tool, Login login, Ticker progress, String entries, String... sections) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--exit-on-error",
                "--no-password",
                "--verbose",
                "--jobs=" + jobs,
                "--dbname=" + login.environment().get("PGDATABASE")));
    arguments.addAll(List.of(sections));
    restore(tool, login, progress, entries, arguments.toArray(String[]::new));
  }

  private String restore(
      PostgresTool tool, Login login, Ticker progress, String entries, String... how) {
    Path list = null;
    try {
      list = Files.createTempFile("lyss", ".list");
      Files.writeString(list, entries);
      List<String> arguments = new ArrayList<>(List.of(how));
      arguments.add("--use-list=" + list);
      arguments.add(file.toString());
      return tool.run(login.environment(), arguments, progress::now);
    } catch (IOException e) {
      throw new CommandFailedException("The list of what to restore was not written: " + e, e);
    } finally {
      if (list != null) {
        list.toFile().delete();
      }
    }
  }
}
