package io.lyss.schema;

import static io.lyss.schema.TestDatabases.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lyss.schema.cli.CliProcess;
import io.lyss.schema.cli.PgPrograms;
import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import io.lyss.throwaway.Whole;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Which logins can migrate, and which error the others get. Roles belong to the whole server, so
 * this class has a server of its own.
 */
@OneIn(4)
class LoginsTest {

  private static ThrowawayPostgres postgres;
  private ThrowawayDatabase database;

  @BeforeAll
  static void start() {
    postgres = ThrowawayPostgres.embedded(null);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void create() {
    database = postgres.database();
  }

  /** Once the databases are gone, no object prevents dropping the roles. */
  @AfterEach
  void dropRoles() {
    database.close();
    try (ThrowawayDatabase any = postgres.database()) {
      any.execute("drop database if exists lyss");
      any.execute(
          "do $$ declare r name; begin"
              + " for r in select rolname from pg_roles where rolname in ('lyss_backup', 'lyss_mover') loop"
              + " execute format('drop owned by %1$I; drop role %1$I', r); end loop; end $$");
      any.execute(
          "drop role if exists authenticated_users, lyss_system, lyss_definer, lyss_owner,"
              + " lyss_app, lyss_jobs, maker, plain");
    }
  }

  @Test
  void theOwnerOfTheBootstrapFilesMigrates() {
    bootstrap("010_roles.sql");
    bootstrap("020_database.sql");
    bootstrap("030_backup.sql");
    bootstrap("050_tenants.sql");
    assertThat(
            rows(
                database,
                "select rolname from pg_roles where rolname ~ '^lyss_' and rolcanlogin"
                    + " and not has_database_privilege(oid, 'lyss', 'connect')"))
        .as("logins that may not connect")
        .isEmpty();
    database.execute(
        "alter role lyss_owner password 'o'; alter role lyss_app password 'a';"
            + " alter role lyss_jobs password 'j'");
    assertThat(
            rows(
                database,
                "select rolsuper, rolcreaterole from pg_roles where rolname = 'lyss_owner'"))
        .containsExactly("f|f");
    DataSource owner = as("lyss", "lyss_owner", "o");

    assertMigrates(owner, "lyss_owner");

    DataSource app = as("lyss", "lyss_app", "a");
    assertThat(rows(app, "show idle_in_transaction_session_timeout")).containsExactly("1min");
    assertThat(rows(as("lyss", "lyss_jobs", "j"), "show idle_in_transaction_session_timeout"))
        .containsExactly("5min");
    assertThat(
            rows(
                database,
                "select rolname from pg_roles where rolname ~ '^lyss_' and rolbypassrls and rolcanlogin"))
        .as("logins past the policies that nobody has let in")
        .containsExactly("lyss_backup");
    assertThatThrownBy(() -> rows(app, "select id from lyss_platform.users"))
        .hasRootCauseMessage("ERROR: permission denied for table users");
    assertThat(
            rows(
                app,
                "select pg_has_role('authenticated_users', 'set'), pg_has_role('lyss_system', 'set'),"
                    + " pg_has_role('lyss_definer', 'set')"))
        .containsExactly("t|f|f");
    for (String becoming :
        List.of(
            "set role lyss_system",
            "select lyss_platform.bind_scope('lyss_system', '', 'a reason')",
            "select set_config('role', 'lyss_system', true)")) {
      assertThatThrownBy(() -> rows(app, becoming))
          .rootCause()
          .hasMessageStartingWith("ERROR: permission denied to set role \"lyss_system\"");
    }
    // lyss_definer needs temporary tables for this, which the bootstrap files took from everybody
    PGSimpleDataSource system = as("lyss", "lyss_jobs", "j");
    system.setOptions("-c role=lyss_system");
    rows(system, "select lyss_platform.refresh_provider_usage_daily()");
  }

  /** What a DBA does, who edits nothing: psql replaces the name. */
  @Test
  void psqlMakesADatabaseOfTheNameThatItIsTold() throws Exception {
    Optional<Path> psql = PgPrograms.psql();
    assumeThat(psql)
        .as("SKIPPED: there is no psql in -Dlyss.pg.bin, on the PATH or in /usr/lib/postgresql")
        .isPresent();
    try {
      for (String file :
          List.of(
              "010_roles.sql",
              "020_database.sql",
              "030_backup.sql",
              "050_tenants.sql",
              "060_citus.sql")) {
        psql(psql.get(), file, "-v", "db=a name \"of\" mine");
      }
      psql(psql.get(), "020_database.sql");
      // what these files grant in the database of 020_database.sql
      database.execute(
          "grant connect on database lyss to lyss_backup, lyss_mover, authenticated_users, lyss_system, lyss_definer");
      assertThat(
              rows(
                  database,
                  "select count(*), count(distinct (datdba, datcollate, encoding, array(select unnest(datacl)::text order by 1)))"
                      + " from pg_database where datname in ('lyss', 'a name \"of\" mine')"))
          .containsExactly("2|1");
      assertThat(
              rows(
                  database,
                  "select datname, setconfig from pg_db_role_setting as s join pg_database as d on d.oid = s.setdatabase where setrole = 0"))
          .containsExactly("a name \"of\" mine|{citus.enable_unsafe_triggers=on}");
    } finally {
      database.execute("drop database if exists \"a name \"\"of\"\" mine\"");
    }
  }

  private void psql(Path program, String file, String... variables) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "-X",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-d",
                database.jdbcUrl().replaceFirst("^jdbc:", ""),
                "-U",
                database.adminUser(),
                "-f",
                SqlFiles.bootstrap().resolve(file).toString()));
    command.addAll(List.of(variables));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", database.adminPassword());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", file, said).isZero();
  }

  @Test
  void anOwnerWhoMayOnlyCreateInADatabaseMigrates() {
    bootstrap("010_roles.sql");
    database.execute(
        "alter role lyss_owner password 'o';"
            + "revoke connect on database "
            + database.name()
            + " from public;"
            + "grant connect, create on database "
            + database.name()
            + " to lyss_owner");
    assertMigrates(as(database.name(), "lyss_owner", "o"), "lyss_owner");
  }

  @Test
  void anOwnerOfAReadySchemaNeedsNoRightOnTheDatabase() throws Exception {
    bootstrap("010_roles.sql");
    database.execute(
        """
        alter role lyss_owner password 'o';
        create extension pgcrypto;
        create extension btree_gin;
        create extension btree_gist;
        create schema lyss_platform authorization lyss_owner;
        """);
    DataSource owner = as(database.name(), "lyss_owner", "o");
    LyssMigrator migrator = LyssMigrator.of(LyssDatabase.PLATFORM, owner);
    try (Connection connection = owner.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(migrator.script());
    }
    migrator.validate();
    database.execute(
        "drop schema lyss_platform cascade; create schema lyss_platform authorization lyss_owner");
    assertMigrates(owner, "lyss_owner");
  }

  @Test
  void anOwnerWhoMayCreateRolesNeedsNoBootstrap() {
    database.execute(
        "create role maker login createrole password 'm';"
            + "alter database "
            + database.name()
            + " owner to maker");
    assertMigrates(as(database.name(), "maker", "m"), "maker");
  }

  @Test
  @Whole("the roles of a server are made by one migration after the other")
  void severalDatabasesOfOneServerMigrateAtOnce() throws Exception {
    database.execute("create role maker login createrole password 'm'");
    List<ThrowawayDatabase> databases =
        List.of(postgres.database(), postgres.database(), postgres.database());
    List<Callable<MigrationResult>> migrations = new ArrayList<>();
    for (ThrowawayDatabase each : databases) {
      database.execute("alter database " + each.name() + " owner to maker");
      migrations.add(
          () -> LyssMigrator.of(LyssDatabase.PLATFORM, each.dataSource("maker", "m")).migrate());
    }
    assertThat(AtOnce.call(migrations))
        .extracting(MigrationResult::applied)
        .containsOnly(SqlFiles.inOrderOfApplication(LyssDatabase.PLATFORM));
    databases.forEach(ThrowawayDatabase::close);
  }

  /**
   * The session has read its rights before, so nothing that it reads later makes it notice the
   * roles of others.
   */
  @Test
  void rolesThatAnotherDatabaseCreatesThisMomentAreFound() throws Exception {
    database.execute(
        "create role maker login createrole password 'm';"
            + "create schema lyss_platform authorization maker");
    String roles = MigrationScript.sql(LyssDatabase.PLATFORM, "lyss_platform", "V010__roles.sql");
    try (ThrowawayDatabase other = postgres.database();
        Connection first = other.dataSource("maker", "m").getConnection();
        Connection second = database.dataSource("maker", "m").getConnection();
        Statement creating = first.createStatement();
        Statement losing = second.createStatement()) {
      other.execute("create schema lyss_platform authorization maker");
      losing.execute(
          "do $$ declare v_role text = 'pg_monitor'; begin"
              + " if not pg_has_role(current_user, v_role, 'set') then null; end if; end $$");
      first.setAutoCommit(false);
      creating.execute(roles);
      AtOnce.call(
          List.of(
              () -> losing.execute(roles),
              () -> {
                while (rows(database, "select from pg_locks where not granted").isEmpty()) {
                  Thread.sleep(5);
                }
                first.commit();
                return true;
              }));
      assertThat(
              rows(database.dataSource("maker", "m"), "select pg_has_role('lyss_definer', 'set')"))
          .containsExactly("t");
    }
  }

  @Test
  void theErrorOfAnOwnerWhoMayNotCreateRolesSaysSo() {
    database.execute(
        "create role plain login password 's3cret';"
            + "alter database "
            + database.name()
            + " owner to plain");
    LyssMigrator migrator =
        LyssMigrator.of(LyssDatabase.PLATFORM, as(database.name(), "plain", "s3cret"));
    assertThatThrownBy(migrator::migrate)
        .isInstanceOf(LyssMigrationException.class)
        .hasMessageContaining("V010__roles.sql")
        .hasMessageContaining("the login plain may neither create the role authenticated_users")
        .hasMessageContaining("Have a DBA run bootstrap/010_roles.sql once")
        .hasMessageNotContaining("s3cret");
    assertThat(rows(database, "select to_regclass('lyss_platform.users')")).containsExactly("null");

    // The DBA grants this login what the bootstrap file would have granted lyss_owner, and it goes
    // on.
    bootstrap("010_roles.sql");
    database.execute(
        "grant authenticated_users, lyss_system, lyss_definer to plain"
            + " with inherit false, set true");
    assertThat(migrator.migrate().applied())
        .isEqualTo(SqlFiles.inOrderOfApplication(LyssDatabase.PLATFORM));
  }

  @Test
  void theErrorOfALoginThatMayNotCreateSchemasSaysSo() {
    bootstrap("010_roles.sql");
    database.execute("alter role lyss_app password 'a'");
    LyssMigrator migrator =
        LyssMigrator.of(LyssDatabase.PLATFORM, as(database.name(), "lyss_app", "a"));
    assertThatThrownBy(migrator::migrate)
        .isInstanceOf(LyssMigrationException.class)
        .hasMessageContaining("may not create the schema lyss_platform")
        .hasMessageContaining("grant create on database " + database.name() + " to lyss_app");
  }

  @Test
  void theErrorOfALoginThatDoesNotOwnTheSchemaSaysSo() {
    bootstrap("010_roles.sql");
    database.execute("create schema lyss_platform; alter role lyss_owner password 'o'");
    LyssMigrator migrator =
        LyssMigrator.of(LyssDatabase.PLATFORM, as(database.name(), "lyss_owner", "o"));
    assertThatThrownBy(migrator::migrate)
        .isInstanceOf(LyssMigrationException.class)
        .hasMessageContaining("does not own the schema lyss_platform")
        .hasMessageContaining("alter schema lyss_platform owner to lyss_owner");
  }

  @Test
  void aWrongPasswordIsOneLineOnTheCommandLine() throws Exception {
    database.execute(
        "create role maker login createrole password 'right';"
            + "alter database "
            + database.name()
            + " owner to maker");
    String[] command = {"migrate", "platform", "--url", database.jdbcUrl(), "-u", "maker"};
    CliProcess.Result wrong = CliProcess.start(Map.of("PGPASSWORD", "wr0ng"), command).result();
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err())
        .startsWith("Cannot connect to " + database.jdbcUrl() + ": ")
        .contains("password authentication failed for user \"maker\"", "PGPASSWORD")
        .doesNotContain("wr0ng")
        .hasLineCount(1);
    CliProcess.Result right = CliProcess.start(Map.of("PGPASSWORD", "right"), command).result();
    assertThat(right.err()).isEmpty();
    assertThat(right.out()).endsWith("files applied to schema lyss_platform\n");
  }

  private void assertMigrates(DataSource owner, String login) {
    LyssMigrator migrator = LyssMigrator.of(LyssDatabase.PLATFORM, owner);
    assertThat(migrator.migrate().applied())
        .isEqualTo(SqlFiles.inOrderOfApplication(LyssDatabase.PLATFORM));
    assertThat(migrator.migrate().applied()).isEmpty();
    migrator.validate();
    assertThat(
            rows(
                owner,
                "select distinct pg_get_userbyid(relowner) from pg_class"
                    + " where relnamespace = 'lyss_platform'::regnamespace order by 1"))
        .isEqualTo(List.of("lyss_definer", login));
    // The owner has no right to any row by itself.
    assertThat(rows(owner, "select count(*) from lyss_platform.users")).containsExactly("0");
  }

  /** Statement by statement, outside a transaction, as "create database" has to be. */
  private void bootstrap(String file) {
    String sql = SqlFiles.bootstrap(file, "lyss").replaceAll("(?m)--.*$", "");
    for (String statement : sql.split(";")) {
      if (!statement.isBlank()) {
        database.execute(statement);
      }
    }
  }

  private PGSimpleDataSource as(String name, String user, String password) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(database.jdbcUrl().replace(database.name(), name));
    dataSource.setUser(user);
    dataSource.setPassword(password);
    return dataSource;
  }
}
