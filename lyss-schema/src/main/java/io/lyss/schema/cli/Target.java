package io.lyss.schema.cli;

import io.lyss.schema.ErasureJournal;
import io.lyss.schema.LyssBackup;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssDoctor;
import io.lyss.schema.LyssHealth;
import io.lyss.schema.LyssMaintenance;
import io.lyss.schema.LyssMigrator;
import io.lyss.schema.LyssTenants;
import io.lyss.schema.isolation.LyssIsolation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.NullUnmarked;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The arguments that all commands share: which databases, where, and as whom. */
@NullUnmarked // picocli fills the fields
final class Target {

  static final String VERBOSE = "--verbose";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      paramLabel = "DATABASE",
      converter = Databases.Converter.class,
      description =
          "platform, user, provider, chat, memory or shared; or all of them, side by side "
              + "behind the one URL: all.")
  private Databases databases;

  @Option(
      names = "--url",
      required = true,
      paramLabel = "URL",
      defaultValue = "${env:LYSS_JDBC_URL}",
      description = {
        "Where to connect: jdbc:postgresql://host:port/database.",
        "Unless given: the environment variable LYSS_JDBC_URL."
      })
  private String url;

  @Option(
      names = {"-u", "--user"},
      paramLabel = "LOGIN",
      description = {
        "The login that owns the schema, or is to own it.",
        "Its password is read from the environment variable PGPASSWORD, or from .pgpass."
      })
  private String user;

  @Option(
      names = "--schema",
      paramLabel = "NAME",
      description = "Another schema than the usual one. Not with all.")
  private String schema;

  @Option(
      names = {"-v", VERBOSE},
      description = "Print the stack trace of what fails, too.")
  private boolean verbose;

  /** Handles one database after the other. The first failure ends it and says which are done. */
  void forEach(Consumer<Job> action) {
    List<String> done = new ArrayList<>();
    try (Login login = login()) {
      for (Job job : jobs(login)) {
        try {
          action.accept(job);
        } catch (RuntimeException e) {
          throw databases.all() ? CommandFailedException.partWay(job.name(), done, e) : e;
        }
        done.add(job.name());
      }
    }
  }

  /** The server and the login; the first call connects once. */
  Login login() {
    if (databases.all() && schema != null) {
      throw new ParameterException(
          command.commandLine(),
          "--schema names the schema of one database; with all, each has its own");
    }
    try {
      if (schema != null) {
        LyssMigrator.of(databases.each().get(0), new PGSimpleDataSource()).schema(schema);
      }
      Login login = new Login(url, user, System.getenv("PGPASSWORD"));
      login.check();
      return login;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** The databases, in the order in which they are handled. */
  List<Job> jobs(Login login) {
    return databases.each().stream().map(database -> job(database, login.dataSource())).toList();
  }

  private Job job(LyssDatabase database, DataSource dataSource) {
    String name = schema == null ? database.defaultSchema() : schema;
    return new Job(
        Databases.name(database),
        database,
        name,
        LyssMigrator.of(database, dataSource).schema(name),
        LyssDoctor.of(database, dataSource).schema(name),
        LyssBackup.of(database, dataSource).schema(name),
        LyssHealth.of(database, dataSource).schema(name),
        LyssMaintenance.of(database, dataSource).schema(name),
        ErasureJournal.of(database, dataSource).schema(name),
        database == LyssDatabase.PLATFORM
            ? null
            : LyssTenants.of(database, dataSource).schema(name),
        LyssIsolation.of(database, dataSource).schema(name));
  }
}
