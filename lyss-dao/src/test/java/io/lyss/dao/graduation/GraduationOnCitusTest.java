package io.lyss.dao.graduation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.NewMessage;
import io.lyss.dao.platform.Conversation;
import io.lyss.dao.platform.User;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.GraduationPlan;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * An organisation becomes a tenant of services on one server, and these are then distributed, with
 * its rows. It takes a cluster: -Dlyss.citus.url.
 */
class GraduationOnCitusTest extends GraduationFixture {

  GraduationOnCitusTest() {
    super(Installation.onOneNode());
  }

  @BeforeAll
  static void onCitus() {
    assumeThat(TestDatabase.ON_CITUS)
        .as("-Dlyss.citus.url=<a coordinator's database, as a superuser> runs it on a cluster")
        .isTrue();
  }

  /** But for those that say what was migrated, and how far usage was rolled up. */
  private Map<String, List<String>> rows() {
    Map<String, List<String>> rows = new TreeMap<>();
    for (LyssDatabase service : Installation.KINDS) {
      there
          .database
          .query(
              """
              select c.oid::regclass from pg_class as c
              where c.relnamespace = '%s'::regnamespace and c.relkind in ('r', 'p')
                and not c.relispartition
                and c.relname not in ('lyss_schema_history', 'usage_tenant_watermarks')
              """
                  .formatted(service.defaultSchema()))
          .forEach(
              table ->
                  rows.put(
                      table,
                      there.database.query("select t::text from " + table + " as t").stream()
                          .sorted()
                          .toList()));
    }
    return rows;
  }

  @Test
  void itsRowsAreDistributedAfterwardsAndNoneIsLost() {
    // as nodes write times down
    for (TestDatabase each : List.of(here.database, there.database)) {
      each.query("select set_config('timezone', 'UTC', false)");
    }
    Scope.TenantUser rival = rival();
    graduation().copy();
    here.change();
    graduation().close();
    GraduationPlan plan = graduation().plan();
    assertThat(graduation().finish()).isEqualTo(plan.rows());
    assertThat(graduation().verify()).isEqualTo(plan.rows());
    Map<String, List<String>> before = rows();
    assertThat(before.get("lyss_chat.conversation_messages")).hasSizeGreaterThan(10);

    for (LyssDatabase service : Installation.KINDS) {
      LyssMigrator migrator = LyssMigrator.of(service, there.database.database().dataSource());
      migrator.onCitus().migrate();
      assertThat(migrator.onCitus().migrate().applied()).isEmpty();
      migrator.validate();
    }

    assertThat(
            there.database.query(
                "select distinct citus_table_type from citus_tables where table_name = 'lyss_chat.conversation_messages'::regclass"))
        .containsExactly("distributed");
    rows().forEach((table, rows) -> assertThat(rows).as(table).isEqualTo(before.get(table)));
    assertAllIsThere();
    assertThat(graduation().verify()).isEqualTo(plan.rows());
    goesOn(rival);
  }

  /** Each tenant by itself. */
  private void goesOn(Scope.TenantUser rival) {
    User user = here.users.get(0);
    Conversation talk = here.as(user).conversations().list(Organisation.ALL).items().get(0);
    UUID id = newId("conversation", talk.id());
    Scope.TenantUser scope = scope(user).orElseThrow();
    assertThat(
            there.chats.asUser(scope).messages().append(id, NewMessage.user("further")).sequence())
        .isEqualTo(talk.messageCount() + 1);
    assertThat(there.chats.asUser(rival).conversations().find(id)).isEmpty();
    assertThat(there.chats.asUser(rival).conversations().list(PageRequest.first(9)).items())
        .hasSize(1);
  }
}
