package io.lyss.schema;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * Examines whether a database of LYSS keeps its tenants and users apart, and whether something was
 * left undone. It finds superusers, inherited rights, schemas in which anybody may create objects,
 * policies and grants that differ from those of this version, pending files, missing months and a
 * table of locks that is too small, among others.
 *
 * <pre>{@code
 * Diagnosis diagnosis = LyssDoctor.of(LyssDatabase.PLATFORM, dataSource).examine();
 * }</pre>
 *
 * <p>Give it the data source of the application, and it also sees what a pool has left on the
 * connection. It changes nothing. Immutable and thread-safe.
 */
public final class LyssDoctor {

  private static final Duration A_YEAR = Duration.ofDays(365);
  private static final String DENIED = "42501";

  private final LyssMigrator migrator;
  private final LyssDatabase database;
  private final DataSource dataSource;
  private final String schema;
  private final @Nullable Path journal;
  private final Duration maxKeyAge;

  private LyssDoctor(
      LyssMigrator migrator,
      LyssDatabase database,
      DataSource dataSource,
      String schema,
      @Nullable Path journal,
      Duration maxKeyAge) {
    this.migrator = migrator;
    this.database = Objects.requireNonNull(database, "database");
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    this.schema = schema;
    this.journal = journal;
    this.maxKeyAge = maxKeyAge;
  }

  /** A doctor for the database's default schema. */
  public static LyssDoctor of(LyssDatabase database, DataSource dataSource) {
    return new LyssDoctor(
        LyssMigrator.of(database, dataSource),
        database,
        dataSource,
        database.defaultSchema(),
        null,
        A_YEAR);
  }

  /**
   * The same doctor for another schema.
   *
   * @throws IllegalArgumentException if {@link LyssMigrator#schema} refuses the name
   */
  public LyssDoctor schema(String name) {
    return new LyssDoctor(migrator.schema(name), database, dataSource, name, journal, maxKeyAge);
  }

  /**
   * The same doctor, who also finds persons that are erased in an {@link ErasureJournal} and not in
   * the database.
   */
  public LyssDoctor journal(Path file) {
    return new LyssDoctor(migrator, database, dataSource, schema, file, maxKeyAge);
  }

  /**
   * The same doctor with another age from which on the latest key for signing scopes is too old;
   * the default is a year.
   *
   * @param age a day or longer; hours are left out
   * @throws IllegalArgumentException if it is shorter
   */
  public LyssDoctor maxKeyAge(Duration age) {
    if (age.toDays() < 1) {
      throw new IllegalArgumentException("maxKeyAge is a day or longer, not " + age);
    }
    return new LyssDoctor(migrator, database, dataSource, schema, journal, age);
  }

  /**
   * Examines everything.
   *
   * @throws LyssMigrationException if the database cannot be reached
   */
  public Diagnosis examine() {
    List<Finding> findings = new ArrayList<>();
    List<String> unseen = new ArrayList<>();
    try {
      examineConnection(findings);
      boolean signed;
      try (ReadingSession session = ReadingSession.ofCatalog(dataSource, schema)) {
        signed = scopesAreSigned(session.connection());
        examineServer(session.connection(), findings);
        examineSurroundings(session.connection(), findings);
        if (session.becomeReader(schema)) {
          examineFiles(session, findings, unseen);
          examineSystemWork(session.connection(), findings, unseen);
        } else {
          unseen.add(
              "whether files are pending, and whether anything was changed: "
                  + session.refusal(schema));
        }
      }
      if (signed) {
        examineStatements(findings);
      }
    } catch (FlywayException | SQLException e) {
      throw Failures.translate(database, schema, e);
    }
    if (journal != null) {
      examineErasures(journal, findings);
    }
    return new Diagnosis(findings, unseen);
  }

  /**
   * Examines only the connections of the data source: whether a scope was left on one, and whether
   * they keep prepared statements, which an injection could replace. It is for the start of a host
   * that signs scopes: it takes at most four connections, one after the other, and reads no table.
   *
   * @return what is wrong; empty also if that cannot be found out
   * @throws LyssMigrationException if the database cannot be reached
   */
  public List<Finding> examineConnections() {
    List<Finding> findings = new ArrayList<>();
    try {
      examineConnection(findings);
      examineStatements(findings);
    } catch (SQLException e) {
      throw Failures.translate(database, schema, e);
    }
    return List.copyOf(findings);
  }

  /** What {@code scopes_are_signed()} returns, which this login may have no right to call. */
  private boolean scopesAreSigned(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select pg_catalog.pg_get_function_sqlbody(p.oid) <> 'RETURN true'
                from pg_catalog.pg_proc as p
                where p.oid = pg_catalog.to_regprocedure('%s.scope_holds()')
                """
                    .formatted(schema))) {
      return row.next() && row.getBoolean(1);
    }
  }

  private void examineStatements(List<Finding> findings) throws SQLException {
    if (KeptStatements.areReplaceable(dataSource)) {
      findings.add(
          new Finding(
              "prepared statements",
              "Scopes are signed, and connections come with what was prepared on them before: whoever"
                  + " injects several statements can put their own in the place of the one that binds"
                  + " a scope, and has the next user's.",
              "Set prepareThreshold=0 in the driver's URL, or let the pool discard all as it hands"
                  + " out a connection."));
    }
  }

  private void examineErasures(Path file, List<Finding> findings) {
    long missing = ErasureJournal.of(database, dataSource).schema(schema).missing(file);
    if (missing > 0) {
      findings.add(
          new Finding(
              "erasures",
              missing
                  + (missing == 1 ? " person is" : " persons are")
                  + " in the journal of erasures and not erased here: an older backup was restored,"
                  + " or a legal hold keeps them.",
              "Before the application begins: lyss-schema erasures --replay"));
    }
  }

  /** A pool returns connections in the state in which they came back. */
  private void examineConnection(List<Finding> findings) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select pg_catalog.concat_ws(', ',
                  case when current_user <> session_user then 'the role ' || current_user end,
                  case when pg_catalog.current_setting('row_security') = 'off' then 'row_security = off' end,
                  (
                    select pg_catalog.string_agg(name, ', ')
                    from pg_catalog.unnest(array[
                      'app.current_tenant_id', 'app.current_user_id', 'app.current_group_ids',
                      'app.current_role', 'app.system_reason']) as name
                    where pg_catalog.current_setting(name, true) <> ''
                  ))
                """)) {
      row.next();
      if (!row.getString(1).isEmpty()) {
        findings.add(
            new Finding(
                "connection",
                "The connection came with "
                    + row.getString(1)
                    + " set: a scope outlived its"
                    + " transaction.",
                "Find out who sets that for a session, and let the pool discard what is set:"
                    + " discard all."));
      }
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
    }
  }

  private static void examineServer(Connection connection, List<Finding> findings)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select current_setting('server_version_num')::integer")) {
      row.next();
      ServerFaults.of(row.getInt(1)).ifPresent(findings::add);
    }
  }

  private void examineSurroundings(Connection connection, List<Finding> findings)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                SchemaCatalog.resource("findings.sql").replace("${schema}", schema))) {
      while (row.next()) {
        findings.add(new Finding(row.getString(1), row.getString(2), row.getString(3)));
      }
    }
  }

  /**
   * Examines what only system work sees. Where scopes have to be signed, only the owner of the
   * schema becomes that.
   */
  private void examineSystemWork(Connection connection, List<Finding> findings, List<String> unseen)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery(
              "select pg_catalog.pg_has_role('lyss_system', 'set')"
                  + " and pg_catalog.to_regclass('%s.maintenance') is not null"
                      .formatted(schema))) {
        row.next();
        if (!row.getBoolean(1)) {
          return;
        }
      }
      try {
        statement.execute(
            "set local role lyss_system; set local app.system_reason = 'doctor'"
                + SystemWork.seal(schema));
      } catch (SQLException e) {
        if (!DENIED.equals(e.getSQLState())) {
          throw e;
        }
        // the transaction has failed, and nobody uses it after this
        unseen.add("whether jobs run, and how old keys are: scopes have to be signed here");
        return;
      }
      examineJobs(statement, findings);
      examineLocks(statement, findings);
      examineKeys(statement, findings);
    }
  }

  /**
   * Examines the keys that sign scopes: whether signatures are required, and how old the keys are.
   */
  private void examineKeys(Statement statement, List<Finding> findings) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "select pg_catalog.to_regprocedure('%s.scope_key_ages()') is not null"
                .formatted(schema))) {
      row.next();
      if (!row.getBoolean(1)) {
        return;
      }
    }
    try (ResultSet row =
        statement.executeQuery(
            """
            select max(created_at) < now() - make_interval(days => %2$d), %1$s.scopes_are_signed()
            from %1$s.scope_key_ages()
            having count(*) > 0
            """
                .formatted(schema, maxKeyAge.toDays()))) {
      if (!row.next()) {
        return;
      }
      if (row.getBoolean(1)) {
        findings.add(
            new Finding(
                "scope keys",
                "All keys that scopes are signed with are older than "
                    + maxKeyAge.toDays()
                    + " days.",
                "Add another with add_scope_key(), give it to the application, and drop the old"
                    + " one with drop_scope_key()."));
      }
      if (!row.getBoolean(2)) {
        findings.add(
            new Finding(
                "unsigned scopes",
                "There are keys to sign scopes with, and scopes count that are not signed.",
                "Once every application has a key: select %s.require_signed_scopes(), as the owner"
                    .formatted(schema)));
      }
    }
  }

  /**
   * Finds jobs that nothing runs, or that fail: they were due twice since they succeeded last, or
   * since the schema was created. It also says what one of them would have done.
   */
  private void examineJobs(Statement statement, List<Finding> findings) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            """
              select pg_catalog.string_agg(
                  m.name || coalesce(' (' || m.error || ')', ''), ', ' order by m.name)
              from %1$s.maintenance as m
              where m.is_overdue and (
                m.due_at is not null
                or m.every + m.every < now() - (
                  select min(installed_on) at time zone 'UTC' from %1$s.lyss_schema_history
                ) - interval '1 day' -- the history has no time zone
              )
              """
                .formatted(schema))) {
      row.next();
      if (row.getString(1) != null) {
        findings.add(
            new Finding(
                "jobs",
                "Overdue: " + row.getString(1) + ".",
                "Run what is due every minute: lyss-schema maintain, or jobs().runDue()."));
      }
    }
    try (ResultSet row =
        statement.executeQuery(
            "select table_name from %s.table_health where default_rows > 0 order by table_name"
                .formatted(schema))) {
      while (row.next()) {
        findings.add(
            new Finding(
                "default partition",
                "The default partition of %s holds rows: nobody had made their month."
                    .formatted(row.getString(1)),
                "The job of partitions moves them: lyss-schema maintain, or jobs().runDue()."));
      }
    }
  }

  /** Room for the locks of so many months, which runs out with the years. */
  private void examineLocks(Statement statement, List<Finding> findings) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "select pg_catalog.to_regclass('%s.lock_room') is not null".formatted(schema))) {
      row.next();
      if (!row.getBoolean(1)) {
        return;
      }
    }
    try (ResultSet row =
        statement.executeQuery(
            "select table_name, needed, advised from %s.lock_room where is_short"
                .formatted(schema))) {
      while (row.next()) {
        findings.add(
            new Finding(
                "locks",
                "A statement on %s takes %d locks the first time in a session, for its months: the"
                        .formatted(row.getString(1), row.getLong(2))
                    + " server has no room for that in half of its sessions at once.",
                "Set max_locks_per_transaction = %d and restart the server, or keep fewer months."
                    .formatted(row.getInt(3))));
      }
    }
  }

  private void examineFiles(ReadingSession session, List<Finding> findings, List<String> unseen)
      throws SQLException {
    Validation validation = Validation.of(database, schema, session);
    findings.addAll(validation.findings());
    validation
        .later()
        .map(file -> "whether anything was changed: " + Failures.later(schema, file))
        .ifPresent(unseen::add);
  }
}
