package io.lyss.schema;

import static io.lyss.schema.TestDatabases.migrated;
import static io.lyss.schema.TestDatabases.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An upgrade beside an application: a transaction holds a table or a view, the upgrade waits for
 * it, and that transaction goes on to all others.
 */
class UpgradeBesideApplicationTest {

  private static final String RELATIONS =
      """
      select oid::regclass from pg_class
      where relnamespace = '%1$s'::regnamespace
        and (relkind = 'v' or relkind in ('r', 'p') and not relispartition)
        and relname <> 'lyss_schema_history'
      order by oid
      """;

  /** Somebody may read a month by itself, and hold nothing else. */
  private static final String MONTHS =
      """
      select oid::regclass from pg_class
      where relnamespace = '%1$s'::regnamespace and relkind = 'r' and relispartition
      order by oid desc
      """;

  @ParameterizedTest
  @EnumSource(LyssDatabase.class)
  @OneIn(6)
  void noTransactionIsTheVictimOfADeadlock(LyssDatabase kind) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (ThrowawayDatabase database = migrated(kind);
        Connection application = database.dataSource().getConnection();
        Connection observer = database.dataSource().getConnection()) {
      application.setAutoCommit(false);
      List<String> relations = rows(database, RELATIONS.formatted(kind.defaultSchema()));
      // the first, one amid and the last of them, or a month, each in another database
      int last = relations.size() - 1;
      String held =
          kind.ordinal() % 2 == 0
              ? relations.get(last * kind.ordinal() / 4)
              : rows(database, MONTHS.formatted(kind.defaultSchema())).get(0);
      database.execute(
          "update %s.lyss_schema_history set checksum = 1 where version is null"
              .formatted(kind.defaultSchema()));
      read(application, held);
      Future<MigrationResult> upgrade =
          thread.submit(() -> LyssMigrator.of(kind, database.dataSource()).migrate());
      LockWaits.awaitWaitOrEnd(upgrade, observer);
      for (String relation : relations) {
        read(application, relation);
      }
      application.rollback();
      assertThat(upgrade.get().applied()).isNotEmpty();
      assertThat(
              rows(
                  database,
                  "select deadlocks from pg_stat_database where datname = current_database()"))
          .containsExactly("0");
    } finally {
      thread.shutdownNow();
    }
  }

  /** An owner who is no superuser may not lock it; no file needs it. */
  @ParameterizedTest
  @EnumSource(LyssDatabase.class)
  @OneIn(6)
  void objectsOfAnotherLoginAreNotLocked(LyssDatabase kind) throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(kind);
        Connection other = database.superuser();
        Statement statement = other.createStatement()) {
      String schema = kind.defaultSchema();
      statement.execute("create table %s.beside (id integer)".formatted(schema));
      statement.execute(
          "create view %1$s.beside_it as select id from %1$s.beside".formatted(schema));
      statement.execute(
          "update %s.lyss_schema_history set checksum = 1 where version is null".formatted(schema));
      LyssMigrator migrator = LyssMigrator.of(kind, database.ownerDataSource());
      assertThat(migrator.migrate().applied()).isNotEmpty();
    }
  }

  private static void read(Connection application, String relation) throws SQLException {
    try (Statement statement = application.createStatement()) {
      statement.execute("select from " + relation + " limit 0");
    }
  }
}
