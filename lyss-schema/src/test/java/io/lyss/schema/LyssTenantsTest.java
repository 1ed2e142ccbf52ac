package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.schema.service.Persona;
import io.lyss.schema.service.Subject;
import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A tenant that is moved is the same afterwards, and nobody else notices. */
@ParameterizedClass
@MethodSource("io.lyss.schema.service.Subject#all")
@OneIn(5)
class LyssTenantsTest {

  private static final UUID ACME = UUID.fromString(Persona.ACME);
  private static final UUID RIVAL = UUID.fromString(Persona.RIVAL);
  private static final String MOVER = "lyss_test_mover";
  private static final String PASSWORD = "for tests only";

  @Parameter private Subject subject;
  @TempDir private Path directory;

  /** The tenant and a rival. */
  private OwnedDatabase here;

  /** The rival. */
  private OwnedDatabase there;

  @BeforeAll
  static void createTheLogin() {
    try (ThrowawayDatabase database = TestDatabases.migrated(LyssDatabase.USER)) {
      database.execute(
          SqlFiles.bootstrap("050_tenants.sql", database.name()).replace("lyss_mover", MOVER)
              + "alter role %s login password '%s'".formatted(MOVER, PASSWORD));
    }
  }

  @AfterAll
  static void dropTheLogin() {
    try (ThrowawayDatabase database = TestDatabases.migrated(LyssDatabase.USER)) {
      database.execute(
          "revoke set on parameter session_replication_role from %1$s; drop role %1$s"
              .formatted(MOVER));
    }
  }

  /** Here transactions have other numbers, as on another server. */
  @BeforeEach
  void open() throws SQLException {
    here = subject.open();
    there =
        OwnedDatabase.with(
            subject.database(),
            subject.platformSeed()
                + subject.seed().replace("${tenant}", Persona.RIVAL).replace("${name}", "rival")
                + subject.commonSeed().replace("${tenant}", Persona.RIVAL));
    asSuperuser(
        here,
        "delete from audit_seals where tenant_id = '%s'".formatted(ACME),
        "update audit_watermark set epoch = 1::bigint << 48, next_stamp = 0",
        "update audit_logs set seal_stamp = seal_stamp + (1::bigint << 48)");
    close(here, "suspended");
  }

  @AfterEach
  void close() throws SQLException {
    here.close();
    there.close();
  }

  private void close(OwnedDatabase database, String status) throws SQLException {
    system(database)
        .rows(
            subject.database() == LyssDatabase.USER
                ? "select set_tenant_status('%s', '%s')".formatted(ACME, status)
                : """
                  select accept_tenant('%s', jsonb_build_object('status', '%s', 'changed_at', clock_timestamp()))
                  """
                    .formatted(ACME, status));
    deliver(database);
  }

  private void deliver(OwnedDatabase database) throws SQLException {
    asSuperuser(
        database,
        "delete from outbox_events where tenant_id = '%s'".formatted(ACME),
        "delete from outbox_keys where tenant_id = '%s'".formatted(ACME),
        "delete from outbox_turns where tenant_id = '%s'".formatted(ACME));
  }

  private static void asSuperuser(OwnedDatabase database, String... statements)
      throws SQLException {
    Scoped superuser = Scoped.asLogin(database.superuser());
    for (String statement : statements) {
      superuser.change("set local session_replication_role = replica; " + statement);
    }
  }

  private Scoped system(OwnedDatabase database) throws SQLException {
    return subject.asSystem(database.app(), "a test");
  }

  private LyssTenants tenants(OwnedDatabase database) {
    return LyssTenants.of(subject.database(), database.dataSource(MOVER, PASSWORD))
        .patience(Duration.ofSeconds(10));
  }

  private Path to(String name) {
    return directory.resolve(name);
  }

  private List<List<Object>> faults(OwnedDatabase database) throws SQLException {
    return system(database)
        .rows("select number, fault from verify_audit_log('%s', null, null)".formatted(ACME));
  }

  private static Map<String, String> hashes(TenantManifest manifest) {
    return manifest.tables().stream()
        .filter(table -> !table.table().startsWith("audit_"))
        .collect(Collectors.toMap(TenantManifest.Rows::table, TenantManifest.Rows::sha256));
  }

  /** Lines of a file without the stamps, which are others wherever the tenant is. */
  private List<String> entries(String export) throws IOException {
    TenantManifest.Rows audit =
        TenantManifest.read(to(export)).tables().stream()
            .filter(table -> table.table().equals("audit_logs"))
            .findAny()
            .orElseThrow();
    int stamp = List.of(audit.columns().split(", ")).indexOf("seal_stamp");
    return Files.readAllLines(to(export).resolve("audit_logs.copy")).stream()
        .map(line -> line.split("\t"))
        .map(
            columns ->
                Stream.concat(Stream.of(columns).limit(stamp), Stream.of(columns).skip(stamp + 1L))
                    .collect(Collectors.joining("\t")))
        .toList();
  }

  private void refuses(ThrowingCallable call, String why) {
    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(call)
        .withMessageContaining(why);
  }

  private void nothingIsThere() throws SQLException {
    assertThat(tenants(there).archiveTo(ACME, to("nothing")).rows().values())
        .as("all but the entry of looking")
        .containsOnlyOnce(1L)
        .allMatch(rows -> rows <= 1);
  }

  @Test
  void aMovedTenantHasTheSameRows() throws SQLException, IOException {
    TenantManifest exported = tenants(here).exportTo(ACME, to("first"));
    assertThat(exported.rows()).containsEntry("legal_holds", 1L).doesNotContainKey("outbox_events");
    assertThat(faults(here)).isEmpty();
    if (subject.database() == LyssDatabase.PROVIDER) {
      // or the next export does, also what is the rival's
      system(there).change("select refresh_usage()");
    }
    Map<String, String> rival = hashes(tenants(there).archiveTo(RIVAL, to("rival")));

    tenants(there).importFrom(to("first"));

    assertThat(hashes(tenants(there).exportTo(ACME, to("second")))).isEqualTo(hashes(exported));
    assertThat(entries("second"))
        .as("with the import and the second export")
        .containsAll(entries("first"))
        .hasSize(entries("first").size() + 2);
    assertThat(hashes(tenants(there).archiveTo(RIVAL, to("rival again")))).isEqualTo(rival);
    assertThat(faults(there)).isEmpty();
    system(there).change("select record_move('%s', 'export_tenant')".formatted(ACME));
    system(there).change("select seal_entries()");
    assertThat(faults(there)).isEmpty();
  }

  @Test
  void nobodyElseReadsAnExportAlsoWhereTheFolderWasThere() throws IOException {
    Path folder = Files.createDirectory(to("there"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    tenants(here).exportTo(ACME, folder);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  /** Autovacuum counts no table as a whole that is partitioned. */
  @Test
  void thePlannerLearnsOfWhatWasImported() throws SQLException {
    Scoped superuser = Scoped.asLogin(there.superuser());
    superuser.change(
        "insert into jobs (name, due_at) select name, 'infinity' from maintenance"
            + " on conflict (name) do update set due_at = excluded.due_at");
    tenants(here).exportTo(ACME, to("export"));
    tenants(there).importFrom(to("export"));
    assertThat(superuser.column("select name from maintenance where is_due"))
        .isNotEmpty()
        .isEqualTo(
            superuser.column("select name from maintenance where name like 'statistics of %'"));
  }

  /** As the triggers of foreign keys do not look at what is imported. */
  @Test
  void nothingPointsNowhere() throws SQLException {
    tenants(here).exportTo(ACME, to("export"));
    tenants(there).importFrom(to("export"));
    Scoped superuser = Scoped.asLogin(there.superuser());
    for (Object orphans :
        superuser.column(
            """
            select format(
              'select count(*) from %s as c where %s and not exists (select from %s as p where %s)',
              c.conrelid::regclass,
              (
                select string_agg(format('c.%I is not null', a.attname), ' and ')
                from pg_attribute as a where a.attrelid = c.conrelid and a.attnum = any (c.conkey)
              ),
              c.confrelid::regclass,
              (
                select string_agg(format('p.%I = c.%I', p.attname, a.attname), ' and ')
                from unnest(c.conkey, c.confkey) as k (child, parent)
                join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = k.child
                join pg_attribute as p on p.attrelid = c.confrelid and p.attnum = k.parent
              ))
            from pg_constraint as c
            where c.contype = 'f' and c.conparentid = 0 and c.connamespace = ?::regnamespace
            """,
            subject.schema())) {
      assertThat(superuser.value((String) orphans)).as("%s", orphans).isEqualTo(0L);
    }
  }

  @Test
  void aNewTableIsInItByItself() throws SQLException {
    for (OwnedDatabase database : List.of(here, there)) {
      Scoped.asLogin(database.superuser())
          .change(
              """
              create table extra (
                tenant_id uuid not null, id integer not null, note text,
                twice text generated always as (note || note) stored, primary key (tenant_id, id))
              """);
    }
    asSuperuser(
        here,
        "insert into extra select '%s', i, e'a\\tb\\n\\\\ü' || i from generate_series(1, 1000) as i"
            .formatted(ACME));
    tenants(here).exportTo(ACME, to("export"));
    tenants(there).importFrom(to("export"));
    assertThat(
            Scoped.asLogin(there.superuser())
                .value(
                    "select count(*) from extra where twice = repeat(e'a\\tb\\n\\\\ü' || id, 2)"))
        .isEqualTo(1000L);
  }

  @Test
  void monthsThatAreNotThereAreMade() throws SQLException {
    system(here)
        .rows(
            "select record_event('%s', gen_random_uuid(), 'user', gen_random_uuid(), 'user:1', 'user.left', '{}', null, null, '2020-05-05')"
                .formatted(ACME));
    assertThat(tenants(here).exportTo(ACME, to("export")).tables())
        .filteredOn(table -> table.table().equals("audit_logs"))
        .flatExtracting(TenantManifest.Rows::months)
        .contains(LocalDate.of(2020, 5, 1));
    tenants(there).importFrom(to("export"));
    assertThat(Scoped.asLogin(there.superuser()).value("select count(*) from audit_logs_2020_05"))
        .isEqualTo(1L);
    assertThat(faults(there)).isEmpty();
  }

  @Test
  void anExportIsOnRecordAndHoldsNoTenantThatIsOpen() throws SQLException {
    close(here, "active");
    refuses(() -> tenants(here).exportTo(ACME, to("export")), "is active in the schema");
    TenantManifest archive = tenants(here).archiveTo(ACME, to("archive"));
    assertThat(archive.whole()).isFalse();
    assertThat(
            system(here)
                .rows(
                    "select changes ->> 'login' from audit_logs where tenant_id = '%s' and action = 'export_tenant' and source is null"
                        .formatted(ACME)))
        .containsExactly(List.of(MOVER));
    refuses(() -> tenants(there).importFrom(to("archive")), "it is an archive");
    refuses(() -> tenants(here).archiveTo(ACME, to("archive")), "a finished export");
    refuses(
        () -> tenants(here).exportTo(UUID.randomUUID(), to("nobody")), "is not known here in the");
  }

  @Test
  void anExportWaitsForTransactionsAndEventsInFlight() throws SQLException {
    LyssTenants impatient = tenants(here).patience(Duration.ZERO);
    system(here)
        .rows("select publish_host_event('%s', 'thing:1', 'thing.happened')".formatted(ACME));
    refuses(() -> impatient.exportTo(ACME, to("export")), "1 events that wait to be delivered");
    deliver(here);
    try (Connection open = here.app()) {
      Scoped user = subject.as(open, Persona.ANN);
      open.setAutoCommit(false);
      user.bind();
      refuses(
          () -> impatient.exportTo(ACME, to("export")),
          "a transaction that began before the tenant was closed is open: ");
      open.rollback();
    }
    assertThat(TenantManifest.isIn(to("export"))).isFalse();
    assertThat(tenants(here).exportTo(ACME, to("export")).whole()).isTrue();
  }

  @Test
  void aRefusedImportLeavesNothing() throws SQLException, IOException {
    tenants(here).exportTo(ACME, to("export"));
    Path last = to("export").resolve("erasures.copy");
    String rows = Files.readString(last);
    Files.writeString(last, rows.replace("asked for it", "asked for that"));
    refuses(() -> tenants(there).importFrom(to("export")), "the manifest has 1 that hash to");
    Files.writeString(
        last, rows + rows.replace(Persona.ACME, "99999999" + Persona.ACME.substring(8)));
    refuses(() -> tenants(there).importFrom(to("export")), "has 1 rows that are not of the tenant");
    Files.writeString(last, "");
    refuses(() -> tenants(there).importFrom(to("export")), "has 0 rows that hash to");
    Files.delete(last);
    refuses(() -> tenants(there).importFrom(to("export")), "erasures.copy cannot be read");
    Files.writeString(last, rows);
    edit("schema ", "schema 0");
    refuses(() -> tenants(there).importFrom(to("export")), "other SQL files");
    edit("schema 0", "schema ");
    nothingIsThere();
  }

  private void edit(String from, String to) throws IOException {
    Path manifest = to("export").resolve("manifest");
    Files.writeString(manifest, Files.readString(manifest).replaceFirst("(?m)^" + from, to));
  }

  @Test
  void aTenantThatIsThereIsNotAddedTo() throws SQLException {
    tenants(here).exportTo(ACME, to("export"));
    refuses(() -> tenants(here).importFrom(to("export")), "has rows of the tenant");
    tenants(there).importFrom(to("export"));
    refuses(() -> tenants(there).importFrom(to("export")), "has rows of the tenant");
  }

  @Test
  void anImportIsRefusedWhereRowsOfNoTenantAreMissing() throws SQLException {
    TenantManifest manifest = tenants(here).exportTo(ACME, to("export"));
    assertThat(manifest.needs().isEmpty())
        .isEqualTo(
            subject.database() != LyssDatabase.PROVIDER
                && subject.database() != LyssDatabase.SHARED);
    if (!manifest.needs().isEmpty()) {
      asSuperuser(
          there, "update %s set name = 'x' || name".formatted(manifest.needs().get(0).table()));
      refuses(() -> tenants(there).importFrom(to("export")), "which is not here");
      nothingIsThere();
    }
  }

  @Test
  void onlyALoginThatReadsPastThePoliciesMay() {
    for (DataSource login : List.of(here.appDataSource(), here.ownerDataSource())) {
      refuses(
          () -> LyssTenants.of(subject.database(), login).archiveTo(ACME, to("export")),
          "bootstrap/050_tenants.sql makes a login that can");
    }
    assertThat(to("export")).doesNotExist();
  }
}
