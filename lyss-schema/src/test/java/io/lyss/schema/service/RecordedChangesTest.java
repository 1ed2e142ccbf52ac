package io.lyss.schema.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.Scoped;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The audit log of each service database has what is changed in the tables that matter, and nobody
 * forges or changes it.
 */
@ParameterizedClass
@MethodSource("io.lyss.schema.service.Subject#all")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OneIn(5)
class RecordedChangesTest {

  /** What changes with every request, what users have to themselves, and what tells of itself. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "access_changes",
          "audit_logs",
          "audit_seals",
          "audit_watermark",
          "channel_health",
          "consumed_events",
          "erasures",
          "conversation_messages",
          "conversation_summaries",
          "lyss_schema_history",
          "memory_associations",
          "memory_versions",
          "message_ratings",
          "model_price_lists",
          "outbox_events",
          "outbox_floors",
          "outbox_keys",
          "outbox_turns",
          "quota_counters",
          "quota_entries",
          "quota_reservations",
          "shared_segments",
          "usage_adjustments",
          "usage_days",
          "usage_local_days",
          "usage_local_totals",
          "usage_quarter_hours",
          "usage_records",
          "usage_tenant_watermarks",
          "usage_totals",
          "usage_watermark");

  /**
   * Of these columns an entry says at most that they have changed. A column that is added later is
   * one of them.
   */
  private static final Set<String> NOT_TOLD =
      Set.of(
          "budgets.name",
          "scope_keys.inner_pad",
          "conversations.forked_from",
          "conversations.greatest_message_id",
          "conversations.last_active_at",
          "conversations.message_count",
          "conversations.open_tool_calls",
          "conversations.recalled",
          "conversations.shared_count",
          "conversations.token_usage",
          "given_up_events.actor_id",
          "given_up_events.given_up_at",
          "given_up_events.given_up_because",
          "given_up_events.last_error",
          "given_up_events.payload",
          "given_up_events.reason",
          "legal_holds.reason",
          "provider_channels.key",
          "roles.description",
          "settings.value",
          "user_groups.description",
          "user_groups.name",
          "user_memories.superseded_by",
          "user_memories.version",
          "user_tokens.key_hash",
          "user_tokens.key_prefix",
          "user_tokens.name",
          "user_tokens.previous_key_hash",
          "users.avatar_url",
          "users.email",
          "users.full_name",
          "users.password_hash",
          "users.username");

  private static final String RECORDED =
      """
      select c.relname::text from pg_trigger as t join pg_class as c on c.oid = t.tgrelid
      where t.tgname = 'record_change' and c.relnamespace = to_regnamespace('%s')
      """;

  @Parameter private Subject subject;
  private OwnedDatabase database;
  private Connection app;
  private Scoped superuser;
  private Scoped system;

  @BeforeParameterizedClassInvocation
  void open() throws SQLException {
    database = subject.open();
    app = database.app();
    superuser = TenantScoped.asLogin(database.superuser());
    system = subject.asSystem(app, "a test");
  }

  @AfterParameterizedClassInvocation
  void close() throws SQLException {
    database.close();
  }

  private List<Object> recorded() throws SQLException {
    return superuser.column(RECORDED.formatted(subject.schema()));
  }

  @Test
  void everyOtherTableIsLeftOutForAReason() throws SQLException {
    assertThat(
            superuser.column(
                """
                select relname::text from pg_class
                where relnamespace = to_regnamespace('%s') and relkind in ('r', 'p')
                  and not relispartition and relname::text not in (%s)
                """
                    .formatted(subject.schema(), RECORDED.formatted(subject.schema()))))
        .isSubsetOf(LEFT_OUT);
    assertThat(recorded()).isNotEmpty().doesNotContainAnyElementsOf(LEFT_OUT);
  }

  /** Columns of which no entry shows the value, but where the row is the organization's. */
  private static final String NOT_SHOWN =
      """
      select c.relname || '.' || a.attname
      from pg_trigger as t
      join pg_class as c on c.oid = t.tgrelid
      join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where t.tgname = 'record_change' and a.attgenerated = ''
        and c.relnamespace = to_regnamespace(?)
        and a.attname not in ('tenant_id', 'id', 'created_at', 'updated_at')
        and pg_get_triggerdef(t.oid) !~ ('[{,'']' || a.attname || '[,}'']')
      """;

  /** What users say of their conversations and memories, whatever a later version adds to it. */
  private static final String SAID_BY_USERS =
      """
      select c.relname || '.' || a.attname
      from (
        values ('conversations', 'new_conversation'), ('user_memories', 'new_memories'),
          ('user_memories', 'edited_memory')
      ) as s (relname, typname)
      join pg_class as c on c.relname = s.relname
      join pg_type as y on y.typname = s.typname and y.typnamespace = c.relnamespace
      join pg_attribute as a on a.attrelid = y.typrelid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = to_regnamespace(?) and a.attname <> 'id'
      """;

  @Test
  void theseColumnsAreNotRecorded() throws SQLException {
    assertThat(superuser.column(NOT_SHOWN + " except " + SAID_BY_USERS, schema(), schema()))
        .isSubsetOf(NOT_TOLD);
  }

  @Test
  void noEntryShowsWhatUsersSayOfTheirConversationsAndMemories() throws SQLException {
    List<Object> said = superuser.column(SAID_BY_USERS, schema());
    assertThat(!said.isEmpty())
        .isEqualTo(Set.of(LyssDatabase.CHAT, LyssDatabase.MEMORY).contains(subject.database()));
    assertThat(superuser.column(NOT_SHOWN, schema())).containsAll(said);
  }

  private String schema() {
    return subject.schema();
  }

  /** So a column that is added to the table does not slip past. */
  @Test
  void aTriggerThatNamesColumnsNamesAllThatMatter() throws SQLException {
    assertThat(
            superuser.column(
                """
                select c.relname || '.' || a.attname
                from pg_trigger as t
                join pg_class as c on c.oid = t.tgrelid and c.relname not in ('conversations', 'user_memories')
                join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                where t.tgname = 'record_change' and t.tgattr::text <> ''
                  and c.relnamespace = to_regnamespace(?) and a.attgenerated = ''
                  and a.attnum <> all (t.tgattr::smallint[])
                """,
                subject.schema()))
        .isSubsetOf(
            "users.last_login_at",
            "users.status_changed_at",
            "users.created_at",
            "users.updated_at",
            "user_tokens.last_used_at",
            "user_tokens.created_at",
            "user_tokens.updated_at",
            "jobs.name",
            "jobs.started_at",
            "jobs.took",
            "jobs.done",
            "jobs.error",
            "jobs.succeeded_at",
            "jobs.failures",
            "jobs.due_at");
  }

  /** The rows of the tests are made by a superuser, past every scope. */
  @Test
  void eachRowThatWasMadePastTheScopesHasAnEntryWithTheLoginAndWhereItCameFrom()
      throws SQLException {
    List<Object> inserting =
        superuser.column(
            RECORDED.formatted(subject.schema()) + " and pg_get_triggerdef(t.oid) ~ 'INSERT'");
    for (Object table : inserting) {
      String tenant = table.equals("tenants") ? "id" : "tenant_id";
      String ofTenants =
          List.of("jobs", "permissions", "provider_types", "scope_keys").contains(table)
              ? " where false"
              : " where " + tenant + " in ('%s', '%s')".formatted(Persona.ACME, Persona.RIVAL);
      assertThat(
              superuser.value(
                  """
                  select count(*) from audit_logs
                  where resource_type = ? and action = 'row_insert' and source is null
                    and actor_id is null and reason is null and changes ->> 'login' = session_user
                    and ip_address = inet_client_addr()
                    and user_agent = current_setting('application_name')
                    and tenant_id in ('%s', '%s')
                  """
                      .formatted(Persona.ACME, Persona.RIVAL),
                  table))
          .as("%s", table)
          .isEqualTo(superuser.value("select count(*) from " + table + ofTenants));
    }
  }

  @Test
  void aRowThatStaysAsItWasLeavesNoEntry() throws SQLException {
    Object before = superuser.value("select count(*) from audit_logs");
    for (Object table : recorded()) {
      Object columns =
          superuser.value(
              "select string_agg(quote_ident(attname) || ' = ' || quote_ident(attname), ', ')"
                  + " from pg_attribute where attrelid = ?::regclass and attnum > 0"
                  + " and not attisdropped and attgenerated = '' and attidentity = ''",
              table);
      superuser.change("update %s set %s".formatted(table, columns));
    }
    assertThat(superuser.value("select count(*) from audit_logs")).isEqualTo(before);
  }

  @Test
  void workThatIsRolledBackLeavesNoEntry() throws SQLException {
    Object before = superuser.value("select count(*) from audit_logs");
    system.attempt("select set_job('retention of audit_logs', null, '3 years')");
    assertThat(superuser.value("select count(*) from audit_logs")).isEqualTo(before);
  }

  /** Also a legal hold; and entries of one transaction stand in their order. */
  @Test
  void changesOfAJobsSettingsAreRecordedInOrder() throws SQLException {
    String job = "retention of audit_logs";
    system.change("select set_job(?, null, '2 years'), hold_job(?, 'suit')", job, job);
    assertThat(
            superuser.rows(
                "select tenant_id::text, action, reason, changes::text from audit_logs"
                    + " where resource_type = 'jobs' and ip_address = inet_client_addr()"
                    + " and user_agent <> '' order by created_at, id"))
        .containsExactly(
            Arrays.asList(
                "00000000-0000-0000-0000-000000000000",
                "row_insert",
                "a test",
                "{\"key\": {\"name\": \"%s\"}, \"after\": {\"keep\": \"2 years\"}}".formatted(job)),
            Arrays.asList(
                "00000000-0000-0000-0000-000000000000",
                "row_update",
                "a test",
                "{\"key\": {\"name\": \"%s\"}, \"after\": {\"hold\": \"suit\"}}".formatted(job)));
  }

  /** All by add_entry(), which says in whose name, when and why. */
  @Test
  void nobodyForgesAnEntry() throws SQLException {
    for (String column :
        List.of(
            "user_agent, 'a browser'",
            "actor_id, '" + Persona.ANN_ID + "'",
            "created_at, '2020-01-01'",
            "reason, 'because'",
            "event_id, gen_random_uuid()")) {
      String entry =
          "insert into audit_logs (tenant_id, id, action, resource_type, source, %s) values"
              + " ('%s', gen_random_uuid(), 'x', 'y', 'chat', %s)";
      String[] parts = column.split(", ", 2);
      String statement = entry.formatted(parts[0], Persona.ACME, parts[1]);
      List<Scoped> scopes = new ArrayList<>(List.of(system));
      for (Persona persona : Persona.ALL) {
        scopes.add(subject.as(app, persona));
      }
      for (Scoped scope : scopes) {
        assertThat(scope.attempt(statement).denied()).as(statement).isTrue();
      }
    }
  }

  @Test
  void nobodyChangesTheLog() throws SQLException {
    for (String statement :
        List.of(
            "update audit_logs set action = 'nothing'",
            "delete from audit_logs",
            "truncate audit_logs")) {
      assertThat(superuser.attempt(statement).denied()).as(statement).isTrue();
      assertThat(Scoped.asLogin(database.owner()).attempt(statement).harmless())
          .as("the owner: %s", statement)
          .isTrue();
      for (Scoped scope : List.of(system, subject.as(app, Persona.ADMIN))) {
        assertThat(scope.attempt(statement).denied()).as(statement).isTrue();
      }
    }
    for (Object partition :
        superuser.column(
            "select inhrelid::regclass::text from pg_inherits"
                + " where inhparent = 'audit_logs'::regclass")) {
      assertThat(superuser.attempt("truncate " + partition).denied()).as("%s", partition).isTrue();
    }
  }
}
