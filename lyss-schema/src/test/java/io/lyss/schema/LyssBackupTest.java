package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A backup contains everything, or fails and says why. */
class LyssBackupTest {

  private static final String TENANT =
      "insert into tenants (id, name, slug) values (gen_random_uuid(), 'T', 't')";

  /** Roles belong to the server, which other tests use as well. */
  @Test
  void onlyALoginThatReadsPastThePoliciesMayBackUp() throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.with(LyssDatabase.USER, TENANT);
        Connection superuser = database.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute(SqlFiles.bootstrap("030_backup.sql", superuser.getCatalog()));
      try {
        statement.execute("alter role lyss_backup password 'b'");
        LyssBackup backup =
            LyssBackup.of(LyssDatabase.USER, database.dataSource("lyss_backup", "b"));
        List<String> told = new ArrayList<>();
        SortedMap<String, Long> rows = backup.rows(told::add);
        assertThat(rows).containsEntry("tenants", 1L).containsEntry("users", 0L);
        assertThat(told).containsExactlyElementsOf(rows.keySet());
        assertThat(backup.rows()).isEqualTo(rows);

        statement.execute("revoke pg_read_all_data from lyss_backup");
        assertThatThrownBy(backup::rows)
            .hasMessageContaining("would not hold everything: it may not read audit_logs, ");
        statement.execute("alter role lyss_backup nobypassrls");
        assertThatThrownBy(backup::rows).hasMessageContaining("it has no BYPASSRLS");
        assertThatThrownBy(LyssBackup.of(LyssDatabase.USER, database.ownerDataSource())::rows)
            .hasMessageContaining("login lyss_test_owner would not hold everything")
            .hasMessageContaining("bootstrap/030_backup.sql makes a login that can");
        assertThatThrownBy(backup.schema("nowhere")::rows)
            .hasMessageContaining("no tables in the schema nowhere");
      } finally {
        statement.execute("drop owned by lyss_backup; drop role lyss_backup"); // which revokes
      }
    }
  }

  @Test
  void rowsThatAreMissingAfterRestoringAreNamed() {
    SortedMap<String, Long> backedUp = new TreeMap<>();
    backedUp.put("tenants", 1L);
    backedUp.put("users", 7L);
    SortedMap<String, Long> restored = new TreeMap<>(backedUp);
    assertThat(LyssBackup.differences(backedUp, restored)).isEmpty();
    restored.put("users", 0L);
    restored.remove("tenants");
    restored.put("mine", 1L);
    assertThat(LyssBackup.differences(backedUp, restored))
        .containsExactly(
            "mine: no such table backed up, 1 rows restored",
            "tenants: 1 rows backed up, no such table restored",
            "users: 7 rows backed up, 0 rows restored");
  }
}
