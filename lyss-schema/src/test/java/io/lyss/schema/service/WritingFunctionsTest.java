package io.lyss.schema.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.Outcome;
import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.Scoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Functions stand where a policy for inserts would: so a row that users add reaches a node of Citus
 * with times and counts that they may not say. They add for their caller, and for nobody else.
 */
class WritingFunctionsTest {

  /** One of each kind for all cases, because what a case adds is rolled back. */
  private static final Map<LyssDatabase, OwnedDatabase> DATABASES =
      new EnumMap<>(LyssDatabase.class);

  private static final Map<LyssDatabase, Connection> APPS = new EnumMap<>(LyssDatabase.class);

  private static final String OPEN =
      "select from open_conversation(%s, '00000000-0000-7000-8000-0000000000d9',"
          + " row('New', null, null, null, 0.7, 4000, null)::new_conversation)";

  private static final String IMPORT =
      "select from import_messages(%s, '00000000-0000-7000-8000-0000000000d9', %s,"
          + " row('New', null, null, null, 0.7, 4000, null)::new_conversation, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')";

  private static final String ASSOCIATE =
      "select from associate_memories(%s, '00000000-0000-7000-8000-0000000000e9',"
          + " '00000000-0000-7000-8000-0000000000d3', '00000000-0000-7000-8000-0000000000d1', 'similar', 0.5)";

  private static final String GROUP =
      "select from create_group(%s, '00000000-0000-7000-8000-0000000000b9', 'new', null)";

  /** Whether they were in it or not. */
  private static final String LEAVE =
      "select from remove_group_member(%s, '00000000-0000-7000-8000-0000000000b8', '"
          + Persona.ANN_ID
          + "')";

  private static final String ENTER =
      "select from add_entry(%s, gen_random_uuid(), 'x', 'y', null, '{}', %s, null, null)";

  /** A no-break space, and a capital. */
  private static final String ENTER_CHANGE =
      "select from add_entry(%s, gen_random_uuid(), U&'\\00A0Row_update', 'users', null, '{}', 'portal', null, null)";

  private static final String ENTER_EXPORT =
      "select from add_entry(%s, gen_random_uuid(), 'export_tenant', 'tenants', null, '{}', 'portal', null, null)";

  /** Of a kind, for whom it is: a user, a group, or nobody in particular. */
  private static final String CHANNEL =
      "select from create_channel(%s, '00000000-0000-7000-8000-0000000000cf', %s, 1, 'test:' || repeat('A', 40),"
          + " row('new', '[]', '{}', 1, 1, -1, 100)::channel_settings)";

  private static final String BUDGET =
      "select from create_budget(%s, '00000000-0000-7000-8000-0000000000ef', %s,"
          + " row('new', null, 'amount', null, 'day', 1, null)::new_budget)";

  private static final String TYPE =
      "select from create_provider_type('new', 'New', null, '[]', 'openai')";

  private static final String ACME = "'" + Persona.ACME + "'";
  private static final String RIVAL = "'" + Persona.RIVAL + "'";

  @AfterAll
  static void close() throws SQLException {
    for (OwnedDatabase database : DATABASES.values()) {
      database.close();
    }
  }

  /** What each caller gets: a row, or a refusal. */
  @ParameterizedTest
  @CsvSource({
    "CHAT, open, Ann, ACME, 1",
    "CHAT, open, Ann, RIVAL, refused",
    "CHAT, open, SYSTEM, ACME, refused",
    "CHAT, import Ann, Ann, ACME, 1",
    "CHAT, import Bob, Ann, ACME, refused",
    "CHAT, import Ann, Ann, RIVAL, refused",
    "CHAT, import Ann, Admin, ACME, refused",
    "MEMORY, associate, Ann, ACME, 1",
    "MEMORY, associate, Ann, RIVAL, refused",
    "MEMORY, associate, Bob, ACME, not theirs",
    "MEMORY, associate, Admin, ACME, not theirs",
    "USER, group, Admin, ACME, 1",
    "USER, group, Admin, RIVAL, refused",
    "USER, group, Ann, ACME, refused",
    "USER, group, SYSTEM, ACME, refused",
    "USER, leave, Ann, ACME, 1",
    "USER, leave, Ann, RIVAL, refused",
    "PROVIDER, channel of all, Admin, ACME, 1",
    "PROVIDER, channel of all, Admin, RIVAL, refused",
    "PROVIDER, channel of all, Ann, ACME, refused",
    "PROVIDER, channel of all, SYSTEM, ACME, 1",
    "PROVIDER, channel of all, NO REASON, ACME, refused",
    "PROVIDER, channel of readers, Admin, ACME, 1",
    "PROVIDER, channel of readers, Ann, ACME, refused",
    "PROVIDER, channel of Ann, Ann, ACME, 1",
    "PROVIDER, channel of Ann, Bob, ACME, refused",
    "PROVIDER, channel of Ann, Admin, ACME, refused",
    "PROVIDER, channel of Ann, the rival's Ann, ACME, refused",
    "PROVIDER, channel of no scope, Admin, ACME, refused",
    "PROVIDER, budget of all, Admin, ACME, against a rule",
    "PROVIDER, budget of all, SYSTEM, ACME, 1",
    "PROVIDER, budget of all, NO REASON, ACME, refused",
    "PROVIDER, budget of readers, Admin, ACME, 1",
    "PROVIDER, budget of readers, Admin, RIVAL, refused",
    "PROVIDER, budget of readers, Ann, ACME, refused",
    "PROVIDER, budget of Ann, Admin, ACME, 1",
    "PROVIDER, budget of Ann, Ann, ACME, refused",
    "PROVIDER, budget of Ann's token, Ann, ACME, 1",
    "PROVIDER, budget of Ann's token, Bob, ACME, refused",
    "PROVIDER, budget of Ann's token, Admin, ACME, 1",
    "PROVIDER, budget of Ann's token, the rival's Ann, ACME, refused",
    "PROVIDER, kind, SYSTEM, ACME, 1",
    "PROVIDER, kind, NO REASON, ACME, refused",
    "PROVIDER, kind, Admin, ACME, refused",
    "USER, enter, Ann, ACME, 1",
    "PROVIDER, enter, Ann, ACME, 1",
    "CHAT, enter, Ann, ACME, 1",
    "CHAT, enter, Admin, ACME, 1",
    "CHAT, enter, Ann, RIVAL, refused",
    "CHAT, enter, Admin, RIVAL, refused",
    "CHAT, enter without a source, Admin, ACME, refused",
    "CHAT, enter as no service, Ann, ACME, 1",
    "CHAT, enter a change, Ann, ACME, against a rule",
    "USER, enter a change, SYSTEM, ACME, against a rule",
    "SHARED, enter an export, Admin, ACME, against a rule",
    "CHAT, enter as the relay, Ann, ACME, against a rule",
    "USER, enter as the relay, SYSTEM, ACME, against a rule",
    "PROVIDER, enter as the relay, Admin, ACME, against a rule",
    "MEMORY, enter like a service, Ann, ACME, against a rule",
    "SHARED, enter like a service, Admin, RIVAL, refused",
    "MEMORY, enter, SYSTEM, RIVAL, 1",
    "SHARED, enter, SYSTEM, RIVAL, 1",
    "SHARED, enter, NO REASON, RIVAL, refused",
    "SHARED, enter without a source, SYSTEM, RIVAL, refused",
  })
  void addsForItsCallerAlone(
      LyssDatabase kind, String what, String who, String tenant, String expected)
      throws SQLException {
    Subject subject =
        Subject.all().stream().filter(each -> each.database() == kind).findFirst().orElseThrow();
    String of = tenant.equals("ACME") ? ACME : RIVAL;
    String statement =
        switch (what) {
          case "open" -> OPEN.formatted(of);
          case "import Ann" -> IMPORT.formatted(of, "'" + Persona.ANN_ID + "'");
          case "import Bob" -> IMPORT.formatted(of, "'" + Persona.BOB_ID + "'");
          case "associate" -> ASSOCIATE.formatted(of);
          case "group" -> GROUP.formatted(of);
          case "leave" -> LEAVE.formatted(of);
          case "channel of all" -> CHANNEL.formatted(of, "'tenant', null, null");
          case "channel of no scope" -> CHANNEL.formatted(of, "null, null, null");
          case "channel of readers" ->
              CHANNEL.formatted(of, "'group', null, '" + Persona.READERS_ID + "'");
          case "channel of Ann" ->
              CHANNEL.formatted(of, "'personal', '" + Persona.ANN_ID + "', null");
          case "budget of all" -> BUDGET.formatted(of, "'tenant', null, null");
          case "budget of readers" ->
              BUDGET.formatted(of, "'group', '" + Persona.READERS_ID + "', null");
          case "budget of Ann" -> BUDGET.formatted(of, "'user', '" + Persona.ANN_ID + "', null");
          case "budget of Ann's token" ->
              BUDGET.formatted(
                  of, "'token', '00000000-0000-7000-8000-0000000000d1', '" + Persona.ANN_ID + "'");
          case "kind" -> TYPE;
          case "enter" -> ENTER.formatted(of, "'portal'");
          case "enter a change" -> ENTER_CHANGE.formatted(of);
          case "enter an export" -> ENTER_EXPORT.formatted(of);
          case "enter as the relay" -> ENTER.formatted(of, "'relay'");
          case "enter like a service" -> ENTER.formatted(of, "'p1at-form_'");
          case "enter as no service" -> ENTER.formatted(of, "'chats'");
          default -> ENTER.formatted(of, "null");
        };
    Connection app = app(subject);
    Scoped scope =
        switch (who) {
          case "SYSTEM" -> subject.asSystem(app, "a test");
          case "NO REASON" -> subject.asSystem(app, "");
          default ->
              subject.as(
                  app,
                  Persona.ALL.stream()
                      .filter(each -> each.name().equals(who))
                      .findFirst()
                      .orElseThrow());
        };
    Outcome outcome = scope.attempt(statement);
    switch (expected) {
      case "refused" -> assertThat(outcome.denied()).isTrue();
      case "not theirs" -> assertThat(outcome.sqlState()).contains("23503");
      case "against a rule" -> assertThat(outcome.sqlState()).contains("23514");
      default -> assertThat(outcome.rows()).isEqualTo(Integer.parseInt(expected));
    }
  }

  private static Connection app(Subject subject) throws SQLException {
    LyssDatabase kind = subject.database();
    if (!APPS.containsKey(kind)) {
      DATABASES.put(kind, subject.open());
      APPS.put(kind, DATABASES.get(kind).app());
    }
    return APPS.get(kind);
  }

  /** The entry has the scope's actor and its reason; the caller gives neither. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"Ann, a2, -", "SYSTEM, -, a test"})
  void anEntryIsInTheNameOfTheScope(String who, String actor, String reason) throws SQLException {
    Subject subject =
        Subject.all().stream()
            .filter(each -> each.database() == LyssDatabase.SHARED)
            .findFirst()
            .orElseThrow();
    try (OwnedDatabase database = subject.open()) {
      Scoped scope =
          who.equals("SYSTEM")
              ? subject.asSystem(database.app(), "a test")
              : subject.as(database.app(), Persona.ANN);
      assertThat(
              scope.rows(
                  "select substr(actor_id::text, 35), reason, source from add_entry(%s, gen_random_uuid(), 'x', 'y', null, '{}', 'portal', '10.0.0.1', 'a browser')"
                      .formatted(ACME)))
          .containsExactly(Arrays.asList(actor, reason, "portal"));
    }
  }
}
