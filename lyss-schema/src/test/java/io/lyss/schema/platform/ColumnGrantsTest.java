package io.lyss.schema.platform;

import static io.lyss.schema.platform.Organisation.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.Outcome;
import io.lyss.schema.OwnedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which columns a user may read and write at all; tested as an administrator, who may most. */
class ColumnGrantsTest {

  private static OwnedDatabase platform;
  private static Scoped admin;
  private static List<List<Object>> columns;

  @BeforeAll
  static void open() throws SQLException {
    platform = Platform.withOrganisation();
    Connection app = platform.app();
    admin = Scoped.asUser(app, ADMIN);
    columns =
        Scoped.asLogin(platform.superuser())
            .rows(
                """
                select c.relname::text, quote_ident(a.attname)
                from pg_class as c join pg_attribute as a on a.attrelid = c.oid
                where c.relnamespace = to_regnamespace(?) and c.relkind in ('r', 'p')
                  and not c.relispartition and c.relname <> 'lyss_schema_history'
                  and a.attnum > 0 and not a.attisdropped
                order by c.relname, a.attnum
                """,
                Platform.SCHEMA);
  }

  @AfterAll
  static void close() throws SQLException {
    platform.close();
  }

  @Test
  void secretsCannotBeRead() throws SQLException {
    List<String> unreadable = new ArrayList<>();
    for (List<Object> column : columns) {
      if (admin.attempt("select %2$s from %1$s".formatted(column.toArray())).denied()) {
        unreadable.add(column.get(0) + "." + column.get(1));
      }
    }

    // how far usage is rolled up and the audit log sealed is no secret, and read through functions
    unreadable.removeIf(column -> column.matches("(usage|audit)_watermark\\..*"));
    // these are system work's
    unreadable.removeIf(column -> column.matches("(jobs|erasures|legal_holds|graduat\\w+)\\..*"));
    // nobody's: functions sign with them
    unreadable.removeIf(column -> column.startsWith("scope_keys."));
    // nobody's: functions return them
    unreadable.removeIf(column -> column.matches("access_(periods|changes)\\..*"));
    assertThat(unreadable)
        .containsExactlyInAnyOrder("users.hashed_password", "provider_configs.api_key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from users",
        "select u from users as u",
        "select to_jsonb(u) from users as u",
        "select id from users where hashed_password like '$2b$%'",
        "select id from users order by hashed_password",
        "select count(distinct p) from provider_configs as p",
        "update users set username = hashed_password where id = 1",
        "update provider_configs set config = '{}' where id = 1 returning api_key",
        "update provider_configs set name = api_key where id = 1",
        "update users set is_active = true where hashed_password <> ''",
        "insert into provider_configs (name, provider_type, scope, created_by, api_key)"
            + " values ('x', 'openai', 'personal', 1, 'a:') returning *",
        "copy users to stdout",
        "copy provider_configs (api_key) to stdout"
      })
  void secretsCannotBeReadInARoundaboutWayEither(String statement) throws SQLException {
    assertThat(admin.attempt(statement).denied()).isTrue();
  }

  /** Ids, times and owners are not among them. */
  @Test
  void onlyTheseColumnsAreUpdated() throws SQLException {
    assertThat(allowed("update %1$s set %2$s = null"))
        .containsExactlyInAnyOrder(
            "users.username",
            "users.email",
            "users.hashed_password",
            "users.role",
            "users.is_active",
            "provider_configs.name",
            "provider_configs.provider_type",
            "provider_configs.api_key",
            "provider_configs.api_base_url",
            "provider_configs.config",
            "provider_configs.is_active",
            "provider_distributions.distributed_by",
            "provider_distributions.distributed_at",
            "provider_distributions.is_active",
            "provider_distributions.valid_from",
            "provider_distributions.valid_until",
            "conversations.title",
            "conversations.metadata",
            "conversations.expires_at");
  }

  @Test
  void onlyTheseColumnsAreInserted() throws SQLException {
    assertThat(allowed("insert into %1$s (%2$s) overriding system value values (null)"))
        .containsExactlyInAnyOrder(
            "users.username",
            "users.email",
            "users.hashed_password",
            "users.role",
            "users.is_active",
            "provider_configs.name",
            "provider_configs.provider_type",
            "provider_configs.scope",
            "provider_configs.created_by",
            "provider_configs.api_key",
            "provider_configs.api_base_url",
            "provider_configs.config",
            "provider_configs.is_active",
            "provider_distributions.provider_id",
            "provider_distributions.user_id",
            "provider_distributions.distributed_by",
            "provider_distributions.valid_from",
            "provider_distributions.valid_until",
            "conversations.user_id",
            "conversations.provider_id",
            "conversations.title",
            "conversations.metadata",
            "conversations.idempotency_key",
            "conversations.expires_at",
            "usage_statistics.user_id",
            "usage_statistics.provider_id",
            "usage_statistics.conversation_id",
            "usage_statistics.tokens_used",
            "usage_statistics.cost",
            "usage_statistics.recorded_at",
            "usage_statistics.request_id",
            "usage_statistics.model",
            "usage_statistics.outcome",
            "usage_statistics.counts",
            "usage_statistics.price_id",
            "usage_statistics.currency",
            "usage_statistics.time_to_first_token_ms",
            "usage_statistics.duration_ms",
            "usage_statistics.tags",
            "usage_statistics.stamp",
            "audit_logs.user_id",
            "audit_logs.action",
            "audit_logs.resource_type",
            "audit_logs.resource_id",
            "audit_logs.changes",
            "audit_logs.ip_address",
            "audit_logs.user_agent");
  }

  /** Columns for which no right is missing, whether the statement succeeds or not. */
  private static List<String> allowed(String statement) throws SQLException {
    List<String> allowed = new ArrayList<>();
    for (List<Object> column : columns) {
      Outcome outcome = admin.attempt(statement.formatted(column.toArray()));
      boolean computed = outcome.sqlState().equals("428C9");
      if (!computed && !outcome.text().contains("permission denied")) {
        allowed.add(column.get(0) + "." + column.get(1));
      }
    }
    return allowed;
  }
}
