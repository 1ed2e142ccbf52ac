package io.lyss.schema.cli;

import io.lyss.schema.internal.PrivateFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Backs up databases by pg_dump, as of the moment at which their rows were counted. */
@Command(
    name = "backup",
    description = {
      "Backs up by pg_dump, all as of one moment, while the application writes.",
      "Fails, and leaves no file, where the backup would not hold everything: give it the "
          + "login of bootstrap/030_backup.sql. Beside FILE it writes FILE.rows, by which restore "
          + "knows that all rows are back. Both, and a directory that it makes for them, are for "
          + "this user alone. Roles are not in it: bootstrap/010_roles.sql makes them."
    })
@NullUnmarked // picocli fills the fields
final class BackupCommand implements Runnable {

  @Mixin private Target target = new Target();

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "Where to write the backup, in pg_dump's custom format.")
  private Path file;

  @Mixin private ToolFolder tools = new ToolFolder();

  @Spec private CommandSpec command;

  @Override
  public void run() {
    TidyEnd.during(this::backUp);
  }

  private void backUp() {
    Path counts = RowCounts.beside(file);
    for (Path there : List.of(file, counts)) {
      if (Files.exists(there)) {
        throw new CommandFailedException(there + " is there already; name a new file", null);
      }
    }
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try (Login login = target.login()) {
      PrivateFiles.create(unfinished);
      SortedMap<String, Long> rows;
      try (Ticker ticker = Ticker.start(this::progress, Duration.ofSeconds(1))) {
        rows = dump(login, unfinished, ticker);
      }
      PrivateFiles.create(counts);
      Files.writeString(counts, RowCounts.text(rows));
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      PrintWriter out = command.commandLine().getOut();
      out.printf(
          "%d rows of %d tables backed up to %s%n",
          rows.values().stream().mapToLong(Long::longValue).sum(), rows.size(), file);
    } catch (IOException e) {
      throw new CommandFailedException("The backup could not be written to " + file + ": " + e, e);
    } catch (SQLException e) {
      throw new CommandFailedException("The backup was not made: " + e.getMessage(), e);
    } finally {
      unfinished.toFile().delete();
    }
  }

  private void progress(String what) {
    command.commandLine().getOut().println("  " + what);
  }

  private SortedMap<String, Long> dump(Login login, Path unfinished, Ticker ticker)
      throws SQLException {
    try (Connection connection = login.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "set transaction isolation level repeatable read, read only;"
              + "set local search_path = pg_catalog; set local row_security = off;"
              + "set local idle_in_transaction_session_timeout = 0");
      SortedMap<String, Long> rows = new TreeMap<>();
      List<String> arguments =
          new ArrayList<>(
              List.of("--format=custom", "--no-password", "--verbose", "--file=" + unfinished));
      for (Job job : target.jobs(login)) {
        job.backup()
            .rows(connection, table -> ticker.now(RowCounts.counting(job, table)))
            .forEach((table, count) -> rows.put(job.name() + "." + table, count));
        arguments.add("--schema=\"" + job.schema() + "\"");
        job.database().extensions().forEach(name -> arguments.add("--extension=" + name));
      }
      int server = connection.getMetaData().getDatabaseMajorVersion();
      PostgresTool tool =
          tools.find("pg_dump", server, version -> version >= server, server + " or later");
      try (ResultSet row = statement.executeQuery("select pg_export_snapshot()")) {
        row.next();
        arguments.add("--snapshot=" + row.getString(1));
      }
      tool.run(login.environment(), arguments, ticker::now);
      // this transaction ends with the connection: pg_dump holds the snapshot itself, so a finished
      // dump is complete, even if this connection is gone by now
      return rows;
    }
  }
}
