package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lyss.schema.cli.CliProcess;
import io.lyss.schema.cli.CliProcess.Result;
import io.lyss.schema.cli.PgPrograms;
import io.lyss.schema.internal.PrivateFiles;
import io.lyss.schema.user.UserSubject;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What pg_dump has dumped is restored into another server by pg_restore: all rows, all rights; and
 * what could not be whole is refused before it is made.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestoredBackupTest {

  private static final int NEWEST = 18;

  private static final String BACKUP = "lyss_backup";
  private static final String RESTORE = "lyss_restore";
  private static final String APP = "lyss_test_app";
  private static final String PASSWORD = "for tests only";

  /** The command's own session, once that program holds tables of the same database. */
  private static final String BESIDE =
      "from pg_stat_activity where application_name = 'lyss' and datname = current_database()"
          + " and exists (select from pg_stat_activity as a join pg_locks as l on l.pid = a.pid"
          + " where a.datname = current_database() and a.application_name = '%s'"
          + " and l.locktype = 'relation' and l.relation >= 16384)";

  @TempDir private Path folder;
  @TempDir private Path passwords;

  private Optional<String[]> programs = Optional.empty();
  private String skipped = "";
  private ThrowawayPostgres server;
  private ThrowawayDatabase administrator;

  @BeforeAll
  void anAdministratorPreparesAnotherServer() throws SQLException {
    int oldest;
    try (ThrowawayDatabase source = TestDatabases.empty()) {
      oldest =
          Integer.parseInt(TestDatabases.rows(source, "show server_version_num").get(0)) / 10000;
      programs = PgPrograms.options(oldest, NEWEST);
      if (programs.isEmpty()) {
        skipped =
            "SKIPPED, so backups are not tested here: no pg_dump and pg_restore of PostgreSQL %d to %d in -Dlyss.pg.bin, on the PATH or in /usr/lib/postgresql"
                .formatted(oldest, NEWEST);
        System.out.println(skipped);
        return;
      }
      source.execute(
          "do $$ begin if to_regrole('lyss_backup') is null then "
              + "create role lyss_backup login bypassrls password 'for tests only';"
              + "grant pg_read_all_data to lyss_backup; end if; end $$");
    }
    server =
        ThrowawayPostgres.embedded(
            Path.of(System.getProperty("basedir", ""), "target", "postgres-18.jar")
                .toAbsolutePath());
    administrator = server.database();
    administrator.execute("create role dba login createrole createdb password 'for tests only'");
    asAdministrator(forTests(SqlFiles.bootstrap("010_roles.sql", "")));
    // of these tests, whose one login does both
    asAdministrator("grant lyss_system to lyss_test_app with inherit false, set true");
  }

  @BeforeEach
  void skipWithoutPrograms() {
    assumeThat(programs).as(skipped).isPresent();
  }

  @AfterAll
  void close() throws SQLException {
    if (server != null) {
      server.close();
    }
    try (ThrowawayDatabase source = TestDatabases.empty()) {
      source.execute("drop role if exists lyss_backup");
    }
  }

  static Stream<Restricted<?>> databases() {
    return Restricted.all();
  }

  @ParameterizedTest
  @MethodSource("databases")
  <U> void anAdministratorWhoIsNoSuperuserRestoresIt(Restricted<U> subject) throws Exception {
    LyssDatabase kind = subject.database();
    try (OwnedDatabase source = subject.open()) {
      keepHeld(kind, source.superuserDataSource(), "enable");
      Path file = backup(kind, source);
      String target = emptyDatabase(kind);
      asAdministrator(forTests(SqlFiles.bootstrap("040_restore.sql", "")));
      Result restored = restore(kind, target, RESTORE, file, "--jobs", "2");
      assertThat(restored.err()).isEmpty();
      assertThat(restored.out()).contains(" tables restored, and policies, rights and owners");
      asAdministrator("drop role lyss_restore"); // it owns nothing

      DataSource superuser = login(target, administrator.adminUser());
      assertThat(content(superuser, kind)).isEqualTo(content(source.superuserDataSource(), kind));
      assertThat(LyssDoctor.of(kind, login(target, APP)).examine())
          .isEqualTo(LyssDoctor.of(kind, source.appDataSource()).examine());
      keepHeld(kind, superuser, "disable");
      assertPoliciesHold(subject, login(target, APP), superuser);
      assertNextIdsAreNew(kind, superuser);
      LyssMigrator.of(kind, login(target, "lyss_test_owner")).migrate();
    }
  }

  /**
   * The rows of PLATFORM for its policies come with this trigger off, which validate would find.
   */
  private static void keepHeld(LyssDatabase kind, DataSource superuser, String verb)
      throws SQLException {
    if (kind == LyssDatabase.PLATFORM) {
      try (Connection connection = superuser.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("alter table lyss_platform.conversations " + verb + " trigger keep_held");
      }
    }
  }

  /** What its application reads and writes is what the policies allow. */
  private static <U> void assertPoliciesHold(
      Restricted<U> subject, DataSource appLogin, DataSource superuserLogin) throws SQLException {
    try (Connection app = appLogin.getConnection();
        Connection superuser = superuserLogin.getConnection()) {
      app.setSchema(subject.schema());
      superuser.setSchema(subject.schema());
      Scoped all = Scoped.asLogin(superuser);
      List<PolicyCase<U>> cases = new ArrayList<>(subject.policies());
      for (Object policy :
          all.column(
              "select policyname::text from pg_policies where schemaname = ?"
                  + " and (roles <> '{lyss_definer}' or ?)",
              subject.schema(),
              subject.hasCasesOfDefiner())) {
        cases.addAll(subject.derivedCases(String.valueOf(policy), all));
      }
      assertThat(cases).hasSizeGreaterThan(20);
      for (PolicyCase<U> example : cases) {
        Outcome outcome = example.on(subject, app).attempt(example.statement());
        assertThat(example.isOutcome(outcome)).as("%s: %s", example, outcome).isTrue();
      }
    }
  }

  /** Sequences go on after what they have given. */
  private static void assertNextIdsAreNew(LyssDatabase kind, DataSource superuser) {
    for (String sequence :
        TestDatabases.rows(
            superuser,
            "select format('%I.%I', c.relnamespace::regnamespace, c.relname), a.attname,"
                + " d.refobjid::regclass from pg_class as c"
                + " join pg_depend as d on d.objid = c.oid and d.deptype = 'i'"
                + " join pg_attribute as a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid"
                + " where c.relkind = 'S' and c.relnamespace = '"
                + kind.defaultSchema()
                + "'::regnamespace")) {
      String[] parts = sequence.split("\\|");
      assertThat(
              TestDatabases.rows(
                  superuser,
                  "select nextval('%s') > coalesce(max(%s), 0) from %s"
                      .formatted(parts[0], parts[1], parts[2])))
          .as(sequence)
          .containsExactly("t");
    }
  }

  @Test
  void aSuperuserRestoresWhatWasBackedUpWhileOthersWrote() throws Exception {
    AtomicBoolean writing = new AtomicBoolean(true);
    try (OwnedDatabase source = new UserSubject().open()) {
      Thread writer = new Thread(() -> write(source, writing));
      writer.start();
      Path file;
      try {
        file = backup(LyssDatabase.USER, source);
      } finally {
        writing.set(false);
        writer.join();
      }
      String target = emptyDatabase(LyssDatabase.USER);
      assertThat(restore(LyssDatabase.USER, target, administrator.adminUser(), file).err())
          .isEmpty();
      String count = "select count(*) from lyss_user.tenants";
      assertThat(TestDatabases.rows(source.superuserDataSource(), count))
          .as("the writer went on, and restore found the rows that were counted")
          .isNotEqualTo(TestDatabases.rows(login(target, administrator.adminUser()), count));
    }
  }

  private static void write(OwnedDatabase source, AtomicBoolean writing) {
    try (Connection connection = source.superuserDataSource().getConnection();
        Statement statement = connection.createStatement()) {
      while (writing.get()) {
        statement.execute(
            "insert into lyss_user.tenants (id, name, slug)"
                + " select id, 'T', replace(id::text, '-', '') from gen_random_uuid() as id");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anIncompleteBackupIsRefusedAndLeavesNothing() throws Exception {
    LyssDatabase kind = LyssDatabase.USER;
    try (OwnedDatabase source = new UserSubject().open()) {
      Path none = folder.resolve("none.dump");
      Result refused = run(source.jdbcUrl(), "backup", kind, "lyss_test_owner", none);
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.err()).contains("would not hold everything", "BYPASSRLS");
      assertThat(folder).isEmptyDirectory();

      Path file = backup(kind, source);
      assertThat(run(source.jdbcUrl(), "backup", kind, BACKUP, file).err())
          .contains("is there already");
      String target = emptyDatabase(kind);
      assertThat(restore(kind, target, "lyss_test_owner", file).err())
          .contains("what belongs to the role lyss_definer", "bootstrap/040_restore.sql");
      assertThat(restore(LyssDatabase.CHAT, target, administrator.adminUser(), file).err())
          .contains("has no schema lyss_chat");

      Path counts = folder.resolve(file.getFileName() + ".rows");
      String whole = Files.readString(counts);
      Files.writeString(counts, whole.replace("user.tenants 2\n", "user.tenants 3\n"));
      Result missing = restore(kind, target, administrator.adminUser(), file);
      assertThat(missing.status()).isEqualTo(1);
      assertThat(missing.err()).contains("user.tenants: 3 rows backed up, 2 rows restored");
      assertThat(
              TestDatabases.rows(
                  login(target, administrator.adminUser()),
                  "select count(*) from pg_namespace where nspname = 'lyss_user'"))
          .containsExactly("0");

      Files.writeString(counts, whole);
      assertThat(restore(kind, target, administrator.adminUser(), file).status()).isZero();
      assertThat(restore(kind, target, administrator.adminUser(), file).err())
          .contains("The schema lyss_user is there already");
    }
  }

  /** While pg_dump and pg_restore work for hours, a firewall forgets who waits for them. */
  @Test
  void aConnectionThatGoesMeanwhileIsNoFailure() throws Exception {
    LyssDatabase kind = LyssDatabase.USER;
    try (OwnedDatabase source = new UserSubject().open()) {
      Path file = folder.resolve("gone.dump");
      CliProcess backup = start(source.jdbcUrl(), "backup", kind, BACKUP, file);
      once(
          backup,
          source.superuserDataSource(),
          "select pg_terminate_backend(pid) " + BESIDE.formatted("pg_dump"));
      Result backedUp = backup.result();
      assertThat(backedUp.err()).isEmpty();
      assertThat(backedUp.status()).isZero();

      String target = emptyDatabase(kind);
      CliProcess restore = start(url(target), "restore", kind, administrator.adminUser(), file);
      once(
          restore,
          login(target, administrator.adminUser()),
          "select pg_terminate_backend(pid) " + BESIDE.formatted("pg_restore"));
      Result restored = restore.result();
      assertThat(restored.err()).isEmpty();
      assertThat(restored.status()).isZero();
    }
  }

  /** Its sessions wait while the others work; how long, is nothing that a test could rely on. */
  @Test
  void noSessionOfRestoreIsEndedForBeingIdle() throws Exception {
    LyssDatabase kind = LyssDatabase.USER;
    try (OwnedDatabase source = new UserSubject().open()) {
      Path file = backup(kind, source);
      String target = emptyDatabase(kind);
      DataSource superuser = login(target, administrator.adminUser());
      try (Connection connection = superuser.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(
            """
            create table public.logins (program text, idle_limit text);
            create function public.note_login() returns event_trigger
            language plpgsql security definer as $$
            begin
              insert into public.logins
                values (current_setting('application_name'), current_setting('idle_session_timeout'));
            end
            $$;
            create event trigger note_login on login execute function public.note_login();
            """);
        statement.execute("alter database " + target + " set idle_session_timeout = '1h'");
      }
      assertThat(restore(kind, target, administrator.adminUser(), file, "--jobs", "2").err())
          .isEmpty();
      String logins = "select count(*) > 2, %s from public.logins where program = 'pg_restore'";
      assertThat(TestDatabases.rows(superuser, logins.formatted("bool_and(idle_limit = '0')")))
          .containsExactly("t|t");
    }
  }

  @Test
  void anInterruptedRestoreLeavesNothing() throws Exception {
    LyssDatabase kind = LyssDatabase.USER;
    try (OwnedDatabase source = new UserSubject().open()) {
      Path killed = folder.resolve("killed.dump");
      CliProcess backup = start(source.jdbcUrl(), "backup", kind, BACKUP, killed);
      once(backup, source.superuserDataSource(), "select 1 " + BESIDE.formatted("pg_dump"));
      backup.stop();
      assertThat(backup.result().status()).isEqualTo(143);
      assertThat(folder).isEmptyDirectory();

      Path file = backup(kind, source);
      String target = emptyDatabase(kind);
      DataSource superuser = login(target, administrator.adminUser());
      CliProcess restore = start(url(target), "restore", kind, administrator.adminUser(), file);
      once(restore, superuser, "select 1 " + BESIDE.formatted("pg_restore"));
      restore.stop();
      assertThat(restore.result().status()).isEqualTo(143);
      assertThat(
              TestDatabases.rows(
                  superuser, "select count(*) from pg_namespace where nspname = 'lyss_user'"))
          .containsExactly("0");
    }
  }

  /** Asks until there is a row. */
  private static void once(CliProcess command, DataSource login, String query) throws Exception {
    try (Connection connection = login.getConnection();
        Statement statement = connection.createStatement()) {
      while (!statement.executeQuery(query).next()) {
        if (!command.runs()) {
          throw new AssertionError("too early an end: " + command.result());
        }
      }
    }
  }

  /** A hash of the rows of each table, whatever their order. */
  private static List<String> content(DataSource superuser, LyssDatabase kind) {
    return TestDatabases.rows(
            superuser,
            "select relname::text from pg_class where relnamespace = '"
                + kind.defaultSchema()
                + "'::regnamespace and relkind in ('r', 'p', 'm') order by relname")
        .stream()
        .map(
            table ->
                TestDatabases.rows(
                        superuser,
                        "select '%1$s', count(*), md5(string_agg(t::text, ' ' order by t::text collate \"C\")) from %2$s.%1$s as t"
                            .formatted(table, kind.defaultSchema()))
                    .get(0))
        .toList();
  }

  private Path backup(LyssDatabase kind, OwnedDatabase source) throws Exception {
    Path file = folder.resolve(kind + ".dump");
    Files.deleteIfExists(file);
    Files.deleteIfExists(folder.resolve(kind + ".dump.rows"));
    Result backup = run(source.jdbcUrl(), "backup", kind, BACKUP, file);
    assertThat(backup.err()).isEmpty();
    assertThat(backup.out()).matches("(?s)(  .*\n)*\\d+ rows of \\d+ tables backed up to .*\n");
    for (Path made : List.of(file, folder.resolve(kind + ".dump.rows"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
          .as("who reads " + made)
          .isEqualTo("rw-------");
    }
    return file;
  }

  private Result restore(LyssDatabase kind, String target, String login, Path file, String... more)
      throws Exception {
    return run(url(target), "restore", kind, login, file, more);
  }

  private Result run(
      String url, String verb, LyssDatabase kind, String login, Path file, String... more)
      throws IOException, InterruptedException {
    return start(url, verb, kind, login, file, more).result();
  }

  private CliProcess start(
      String url, String verb, LyssDatabase kind, String login, Path file, String... more)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(verb, kind.name(), "--url", url, "--user", login, "--file", file.toString()));
    arguments.addAll(Arrays.asList(more));
    arguments.addAll(Arrays.asList(programs.orElseThrow()));
    return CliProcess.start(
        verb.equals("backup") ? passwordFile(login) : Map.of("PGPASSWORD", passwordOf(login)),
        arguments.toArray(String[]::new));
  }

  /** As for cron: pg_dump reads it for itself. */
  private Map<String, String> passwordFile(String login) throws IOException {
    Path file = passwords.resolve("pgpass");
    PrivateFiles.create(file);
    Files.writeString(file, "*:*:*:%s:%s%n".formatted(login, passwordOf(login)));
    return Map.of("PGPASSFILE", file.toString());
  }

  private String emptyDatabase(LyssDatabase kind) throws SQLException {
    String name = "restored_" + kind.name().toLowerCase(java.util.Locale.ROOT);
    administrator.execute("drop database if exists " + name);
    asAdministrator(forTests(SqlFiles.bootstrap("020_database.sql", name)));
    return name;
  }

  private static String forTests(String bootstrap) {
    return bootstrap
        .replace("lyss_owner", "lyss_test_owner")
        .replace("lyss_app", "lyss_test_app")
        .replaceAll("\\blogin;", "login password '" + PASSWORD + "';");
  }

  /** A statement at a time, as psql does. */
  private void asAdministrator(String script) throws SQLException {
    try (Connection connection = administrator.dataSource("dba", PASSWORD).getConnection();
        Statement statement = connection.createStatement()) {
      for (String one : script.replaceAll("(?m)^--.*$", "").split(";\\s*")) {
        if (!one.isBlank()) {
          statement.execute(one);
        }
      }
    }
  }

  private String url(String database) {
    return administrator.jdbcUrl().replace(administrator.name(), database);
  }

  private String passwordOf(String login) {
    return login.equals(administrator.adminUser()) ? administrator.adminPassword() : PASSWORD;
  }

  private DataSource login(String database, String user) {
    org.postgresql.ds.PGSimpleDataSource dataSource = new org.postgresql.ds.PGSimpleDataSource();
    dataSource.setUrl(url(database));
    dataSource.setUser(user);
    dataSource.setPassword(passwordOf(user));
    return dataSource;
  }
}
