package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a host needs to know of answers that it keeps: which server gave them, what has changed. */
class KeptAnswersTest {

  private static final UUID TENANT = new UUID(0x7000L, 0x8000_0000_0000_0001L);
  private static final UUID PLATFORM = new UUID(0, 0);

  /** Otherwise what is kept of one would be compared with the changes of the other. */
  @ParameterizedTest
  @EnumSource(LyssDatabase.class)
  @OneIn(3)
  void aCopyOfADatabaseIsAnotherServerThoughItsSchemaHasTheSameId(LyssDatabase kind) {
    try (ThrowawayDatabase one = TestDatabases.migrated(kind);
        ThrowawayDatabase copy = TestDatabases.migrated(kind)) {
      String schema = "select '%s'::regnamespace::oid".formatted(kind.defaultSchema());
      assertThat(TestDatabases.rows(one, schema)).isEqualTo(TestDatabases.rows(copy, schema));
      String ask = "select %s.answering_server()".formatted(kind.defaultSchema());
      String server = TestDatabases.rows(one, ask).get(0);
      assertThat(server).isEqualTo(TestDatabases.rows(one, ask).get(0));
      assertThat(server).isNotEqualTo(TestDatabases.rows(copy, ask).get(0));
    }
  }

  /** For changes of one tenant, and for those that concern all tenants. */
  @ParameterizedTest
  @EnumSource(names = {"PROVIDER", "SHARED"})
  @OneIn(2)
  void aHostThatMissesADeletedChangeIsNotToldOfTheOthersAlone(LyssDatabase kind) {
    for (UUID tenant : new UUID[] {TENANT, PLATFORM}) {
      try (ThrowawayDatabase database = TestDatabases.migrated(kind)) {
        String schema = kind.defaultSchema();
        String snapshot = "select pg_current_snapshot()::text";
        String change =
            "insert into %s.access_changes (tenant_id, kind, id) values ('%s', 'user', '%s')"
                .formatted(schema, tenant, TENANT);
        String away = TestDatabases.rows(database, snapshot).get(0);
        assertThat(since(database, schema, away)).isEmpty();
        database.execute(change);
        String heard = TestDatabases.rows(database, snapshot).get(0);
        assertThat(since(database, schema, heard)).isEmpty();
        database.execute(change);
        assertThat(since(database, schema, away)).contains(",").contains("user:" + TENANT);
        database.execute(
            "delete from %1$s.access_changes where stamp = (select min(stamp) from %1$s.access_changes)"
                .formatted(schema));
        assertThat(since(database, schema, away)).isEqualTo("unknown");
        assertThat(since(database, schema, heard)).endsWith("user:" + TENANT);
        String now = TestDatabases.rows(database, snapshot).get(0);
        assertThat(since(database, schema, now)).isEmpty();
      }
    }
  }

  private static String since(ThrowawayDatabase database, String schema, String known) {
    return TestDatabases.rows(
            database,
            "select coalesce(%s.access_changes_since('%s', '%s'), 'unknown')"
                .formatted(schema, TENANT, known))
        .get(0);
  }
}
