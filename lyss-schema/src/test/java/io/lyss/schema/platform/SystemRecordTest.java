package io.lyss.schema.platform;

import static io.lyss.schema.platform.Organisation.ADMIN;
import static io.lyss.schema.platform.Organisation.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.Outcome;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit log holds the changes of system work with their reason, and never changes. */
class SystemRecordTest extends FreshOrganisationTest {

  private static final String NEW =
      "select action, resource_type, changes::text, user_id from audit_logs where id > 100";

  @Override
  String reason() {
    return "quarterly \"clean-up\"";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "users | insert | insert into users (username, email, hashed_password)"
            + " values ('x', 'x@y.z', '!'), ('y', 'y@y.z', '!')",
        "users | update | update users set is_active = true",
        "provider_configs | insert | insert into provider_configs"
            + " (name, provider_type, scope, created_by, api_key) select name, 'openai',"
            + " 'personal', 5, api_key from provider_configs where id < 5",
        "provider_configs | update | update provider_configs set is_active = false",
        "provider_distributions | insert | insert into provider_distributions"
            + " (provider_id, user_id, distributed_by) values (2, 2, 1), (2, 3, 1)",
        "provider_distributions | update | update provider_distributions set is_active = false",
        "conversations | delete | delete from conversations",
      })
  void eachStatementLeavesOneEntryWithTheReason(String table, String command, String statement)
      throws SQLException {
    assertThat(system.change(statement)).isGreaterThan(1);

    assertThat(superuser.rows(NEW))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.subList(0, 2)).isEqualTo(List.of("system_" + command, table));
              assertThat(entry.get(2)).isEqualTo("{\"reason\": \"quarterly \\\"clean-up\\\"\"}");
              assertThat(entry.get(3)).isNull();
            });
    // administrators see it, others do not
    assertThat(Scoped.asUser(app, ADMIN).rows(NEW)).hasSize(1);
    assertThat(Scoped.asUser(app, ALICE).rows(NEW)).isEmpty();
  }

  @Test
  void workThatIsRolledBackLeavesNoEntry() throws SQLException {
    assertThat(system.attempt("update users set is_active = false")).isEqualTo(Outcome.done(5));

    assertThat(superuser.rows(NEW)).isEmpty();
  }

  @Test
  void recordingUsageAndWorkOfUsersLeaveNoEntry() throws SQLException {
    system.change("insert into usage_statistics (user_id, provider_id) values (2, 1)");
    system.rows("select * from users");
    Scoped.asUser(app, ALICE).change("update conversations set title = 'x'");
    Scoped.asUser(app, ALICE).change("delete from conversations");
    Scoped.asUser(app, ADMIN).change("update users set is_active = false where id = 2");

    assertThat(superuser.rows(NEW)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update audit_logs set action = 'nothing'",
        "update audit_logs set user_id = null where id = 2",
        "delete from audit_logs",
        "delete from audit_logs where id = 2",
        "truncate audit_logs",
        "truncate users cascade",
        "delete from only audit_logs_default",
      })
  void nobodyChangesTheLog(String statement) throws SQLException {
    superuser.change(
        "insert into audit_logs (action, resource_type, created_at) values ('a', 'r', '1999-01-01')");

    assertThat(superuser.attempt(statement).denied()).as("a superuser").isTrue();
    assertThat(Scoped.asLogin(platform.owner()).attempt(statement).harmless())
        .as("the owner")
        .isTrue();
    for (Scoped scope : List.of(system, Scoped.asUser(app, ADMIN), Scoped.asUser(app, ALICE))) {
      assertThat(scope.attempt(statement).denied()).isTrue();
    }
  }

  @Test
  void noPartitionOfTheLogIsTruncated() throws SQLException {
    for (Object partition :
        superuser.column(
            "select inhrelid::regclass::text from pg_inherits"
                + " where inhparent = 'audit_logs'::regclass")) {
      assertThat(superuser.attempt("truncate " + partition).denied()).as("%s", partition).isTrue();
    }
  }
}
