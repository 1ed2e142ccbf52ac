package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.review.MigrationLocks;
import io.lyss.schema.review.ReviewPack;
import io.lyss.schema.review.ReviewedSchema;
import io.lyss.throwaway.OneIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a DBA is shown of each database is what its migrations make. After a change of the SQL it is
 * written again, and a reviewer sees what has changed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReviewPackTest {

  private static final String REWRITE = "lyss.generated.rewrite";

  private static final Path FOLDER = Path.of(System.getProperty("basedir", ""), "docs/review");

  /** Which calls use which index: the catalogues of calls write it. */
  private static final String CALLS = "indexes.md";

  private static final Pattern RIGHTS =
      Pattern.compile("\\{(\\w*=\\w+/\\w+(?:,\\w*=\\w+/\\w+)*)\\} ?");

  private static Path folder(LyssDatabase kind) {
    return FOLDER.resolve(kind.name().toLowerCase(Locale.ROOT));
  }

  @ParameterizedTest
  @EnumSource
  @OneIn(6)
  void isWhatTheMigrationsMake(LyssDatabase kind) throws Exception {
    Map<String, String> files = catalogFiles(kind);
    files.put("migrations.md", migrations(kind));
    if (Boolean.getBoolean(REWRITE)) {
      Files.createDirectories(folder(kind));
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(folder(kind).resolve(file.getKey()), file.getValue());
      }
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      assertThat(Files.readString(folder(kind).resolve(file.getKey())).lines())
          .as(
              "%s; if it is to be so: mvn test -pl lyss-schema -am -Dtest=ReviewPackTest"
                  + " -Dsurefire.failIfNoSpecifiedTests=false -D%s",
              file.getKey(), REWRITE)
          .containsExactlyElementsOf(file.getValue().lines().toList());
    }
    try (Stream<Path> there = Files.list(folder(kind))) {
      assertThat(
              there.map(file -> file.getFileName().toString()).filter(Predicate.not(CALLS::equals)))
          .containsExactlyInAnyOrderElementsOf(files.keySet());
    }
  }

  private static Map<String, String> catalogFiles(LyssDatabase kind) throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(kind);
        Connection owner = database.owner()) {
      return ReviewPack.of(
          new ReviewedSchema(owner, kind.defaultSchema(), SchemaCatalog.resource("objects.sql")),
          IndexCommentsTest.of(kind));
    }
  }

  /** The locks of each file, as the owner who migrates takes them. */
  private static String migrations(LyssDatabase kind) throws SQLException, IOException {
    List<Baseline> releases =
        Baseline.all().stream()
            .filter(baseline -> baseline.database() == kind && !baseline.isDraft())
            .toList();
    Baseline last = releases.get(releases.size() - 1);
    String released = last.script();
    Map<String, String> installed = files(kind, "V");
    Map<String, String> since = files(kind, "V");
    installed.keySet().removeIf(name -> !released.contains("'" + name + "'"));
    since.keySet().removeAll(installed.keySet());
    String first;
    String upgrade;
    String repeatable;
    try (OwnedDatabase empty = OwnedDatabase.unmigrated();
        Connection owner = empty.owner()) {
      MigrationLocks locks = new MigrationLocks(owner, kind.defaultSchema());
      first = locks.firstTime(installed);
      upgrade = locks.next(since);
    }
    try (OwnedDatabase migrated = OwnedDatabase.empty(kind);
        Connection owner = migrated.owner()) {
      repeatable = new MigrationLocks(owner, kind.defaultSchema()).again(files(kind, "R"));
    }
    return """
        # %s: locks of migrations

        Written by `ReviewPackTest`, which runs each file in a transaction of its own, as a migration does, and looks at the
        locks that it then has on tables that were there before; what is said of a default partition holds for that of each
        month. AccessExclusive keeps readers waiting, too; everything else from ShareRowExclusive on keeps writers waiting.
        What is read whole, because an index is built of it or a constraint is validated, or is written anew, takes as long as
        its table is large, and the lock is held meanwhile.

        An upgrade is one transaction. Before its first file it locks all views and tables, months included, AccessExclusive:
        all of them within `deadlock_timeout`, or none, and then it is tried again (`beforeMigrate.sql`). So no file waits
        while others wait for it, and readers and writers wait until the last file is done.

        ## Versioned files since %s, which an upgrade from it runs once, on tables with rows

        %s
        ## Repeatable files, which run again with each release

        %s
        ## Versioned files of %2$s and before, which a first installation runs, on empty tables

        %s"""
        .formatted(kind.defaultSchema(), last.release(), upgrade, repeatable, first);
  }

  private static Map<String, String> files(LyssDatabase kind, String prefix) {
    Map<String, String> files = new LinkedHashMap<>();
    SqlFiles.starting(prefix, kind).forEach(name -> files.put(name, SqlFiles.read(kind, name)));
    return files;
  }

  /** By an owner who is no superuser, in an empty database. */
  @ParameterizedTest
  @EnumSource
  @OneIn(6)
  void theSchemaFileMakesTheSame(LyssDatabase kind) throws Exception {
    try (OwnedDatabase migrated = OwnedDatabase.empty(kind);
        OwnedDatabase made = OwnedDatabase.unmigrated()) {
      try (Connection owner = made.owner();
          Statement statement = owner.createStatement()) {
        statement.execute(catalogFiles(kind).get("schema.sql"));
      }
      try (ReadingSession session =
          ReadingSession.ofCatalog(made.ownerDataSource(), kind.defaultSchema())) {
        assertThat(SchemaCatalog.read(session, kind.defaultSchema()).differences(kind)).isEmpty();
      }
      assertThat(facts(made, kind)).containsExactlyElementsOf(facts(migrated, kind));
    }
  }

  private static List<String> facts(OwnedDatabase database, LyssDatabase kind) {
    return Catalog.of(database.superuserDataSource(), kind.defaultSchema()).stream()
        .filter(fact -> !fact.matches("(?s).*_\\d{4}_\\d{2}(?!\\d).*"))
        .map(DeparsedSql::settled)
        .map(ReviewPackTest::withSortedRights)
        .sorted()
        .toList();
  }

  /** What was granted first stands first, and owners need no grant; neither says anything. */
  private static String withSortedRights(String fact) {
    return RIGHTS
        .matcher(fact)
        .replaceAll(
            rights ->
                Stream.of(rights.group(1).split(","))
                    .filter(right -> !right.matches("(\\w+)=\\w+/\\1"))
                    .sorted()
                    .collect(Collectors.joining(",")));
  }
}
