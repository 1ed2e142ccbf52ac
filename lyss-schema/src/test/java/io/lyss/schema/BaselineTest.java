package io.lyss.schema;

import static io.lyss.schema.TestDatabases.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lyss.throwaway.OneIn;
import java.lang.module.ModuleDescriptor.Version;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The databases that hosts of released versions have become, with their rows in them, what a fresh
 * installation makes.
 *
 * <p>{@code -Dlyss.baseline=0.1.0} freezes what the present files make; {@code draft} writes what
 * is not released yet, and may be written again.
 */
class BaselineTest {

  private static final Pattern MONTH = Pattern.compile("_[0-9]{4}_[0-9]{2}(?=_|\\b)");

  private static final String TABLES =
      """
      select c.relname, string_agg(quote_ident(a.attname), ', ' order by a.attnum)
      from pg_class as c
      join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = '%s'::regnamespace and c.relkind in ('r', 'p')
        and not c.relispartition and c.relname <> 'lyss_schema_history'
      group by c.relname
      order by c.relname
      """;

  @BeforeAll
  static void write() throws Exception {
    String release = System.getProperty("lyss.baseline");
    if (release != null) {
      Baseline.write(release);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.lyss.schema.Baseline#all")
  @OneIn(6)
  void becomesWhatAFreshInstallationMakes(Baseline baseline) throws Exception {
    LyssDatabase kind = baseline.database();
    String schema = kind.defaultSchema();
    try (OwnedDatabase upgraded = installed(baseline);
        OwnedDatabase fresh = OwnedDatabase.empty(kind)) {
      LyssMigrator migrator = LyssMigrator.of(kind, upgraded.ownerDataSource());
      checkVersionedFiles(baseline, upgraded.ownerDataSource());
      DataSource superuser = upgraded.superuserDataSource();
      Map<String, String> tables = tables(superuser, schema);
      Map<String, List<String>> before = contents(superuser, schema, tables);
      assertThat(before.entrySet())
          .filteredOn(table -> table.getValue().isEmpty())
          .extracting(Map.Entry::getKey)
          .as("tables without rows")
          .isEmpty();

      migrator.migrate();

      migrator.validate();
      List<String> expected = Catalog.of(fresh.superuserDataSource(), schema);
      assertThat(withoutFurtherMonths(Catalog.of(superuser, schema), expected)).isEqualTo(expected);
      contents(superuser, schema, tables)
          .forEach((table, rows) -> assertThat(rows).as(table).isEqualTo(before.get(table)));
      assertThat(migrator.migrate().applied()).isEmpty();
    }
  }

  private static OwnedDatabase installed(Baseline baseline) throws Exception {
    OwnedDatabase database = OwnedDatabase.unmigrated();
    try (Connection owner = database.ownerDataSource().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute(baseline.script());
    }
    try (Connection superuser = database.superuserDataSource().getConnection();
        Statement statement = superuser.createStatement()) {
      String schema = baseline.database().defaultSchema();
      statement.execute("set search_path = " + schema + ";" + baseline.rows());
    }
    try (Connection owner = database.ownerDataSource().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute("call " + baseline.database().defaultSchema() + ".run_due_jobs('test')");
    }
    return database;
  }

  /**
   * Flyway would refuse a file that was edited. A draft is written again; what hosts have is not.
   */
  private static void checkVersionedFiles(Baseline baseline, DataSource dataSource)
      throws Exception {
    String schema = baseline.database().defaultSchema();
    List<String> changed;
    try (ReadingSession session = ReadingSession.open(dataSource, schema)) {
      changed =
          MigrationFiles.of(FlywayFactory.create(baseline.database(), schema, session.dataSource()))
              .all()
              .stream()
              .filter(file -> file.isVersioned() && file.getAppliedChecksum() != null)
              .filter(file -> !file.getAppliedChecksum().equals(file.getResolvedChecksum()))
              .map(file -> file.getScript())
              .toList();
    }
    if (baseline.isDraft()) {
      assumeThat(changed)
          .as("the draft is older than these files; -Dlyss.baseline=draft writes it again")
          .isEmpty();
    }
    assertThat(changed)
        .as(
            "Hosts of %s have these files, so a migration refuses them once they differ. Put them back"
                + " as they were, and change the tables in a new versioned file, numbered above all"
                + " that were released, in whichever folder",
            baseline.release())
        .isEmpty();
  }

  /**
   * A host that still has the last release leaves a schema alone that has a later versioned file
   * than its own, and only then: without one it would put its own repeatable files back.
   */
  @ParameterizedTest
  @EnumSource
  @OneIn(6)
  void filesThatDifferFromTheLastReleaseComeWithAVersionedOne(LyssDatabase kind) throws Exception {
    Baseline last =
        Baseline.all().stream()
            .filter(baseline -> baseline.database() == kind && !baseline.isDraft())
            .max(Comparator.comparing(baseline -> Version.parse(baseline.release())))
            .orElseThrow();
    String schema = kind.defaultSchema();
    try (OwnedDatabase database = OwnedDatabase.unmigrated()) {
      try (Connection owner = database.ownerDataSource().getConnection();
          Statement statement = owner.createStatement()) {
        statement.execute(last.script());
      }
      try (ReadingSession session = ReadingSession.open(database.ownerDataSource(), schema)) {
        MigrationFiles files =
            MigrationFiles.of(FlywayFactory.create(kind, schema, session.dataSource()));
        assertThat(files.isRelease() || repeatable(files).isEmpty())
            .as(
                "%s of %s would put back its own of these: %s. Give the next release a versioned"
                    + " file, numbered above all that were released",
                last.release(), kind, repeatable(files))
            .isTrue();
      }
    }
  }

  private static List<String> repeatable(MigrationFiles files) {
    return files.pending().stream()
        .map(ShippedFile::script)
        .filter(name -> name.startsWith("R"))
        .toList();
  }

  /** Rows of the past have made partitions that a fresh installation has no need of. */
  private static List<String> withoutFurtherMonths(List<String> facts, List<String> expected) {
    Set<String> months = expected.stream().map(BaselineTest::month).collect(Collectors.toSet());
    return facts.stream().filter(fact -> months.contains(month(fact))).toList();
  }

  private static String month(String fact) {
    Matcher month = MONTH.matcher(fact);
    return month.find() ? month.group() : "";
  }

  private static Map<String, String> tables(DataSource dataSource, String schema) {
    Map<String, String> tables = new LinkedHashMap<>();
    for (String row : rows(dataSource, TABLES.formatted(schema))) {
      int bar = row.indexOf('|');
      tables.put(row.substring(0, bar), row.substring(bar + 1));
    }
    return tables;
  }

  /** The rows of each table, of the columns that it had. */
  private static Map<String, List<String>> contents(
      DataSource dataSource, String schema, Map<String, String> tables) {
    Map<String, List<String>> contents = new LinkedHashMap<>();
    tables.forEach(
        (table, columns) ->
            contents.put(
                table,
                rows(
                    dataSource,
                    "select to_jsonb(r)::text from (select %s from %s.%s) as r order by 1"
                        .formatted(columns, schema, table))));
    return contents;
  }
}
