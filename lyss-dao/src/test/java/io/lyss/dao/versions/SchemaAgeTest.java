package io.lyss.dao.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.chat.ChatService;
import io.lyss.dao.error.NotMigratedException;
import io.lyss.dao.memory.MemoryService;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.shared.SharedService;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.dao.user.UserService;
import io.lyss.schema.LyssDatabase;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A LYSS that meets a schema of another version says which of the two is older. */
@OneIn(4)
class SchemaAgeTest {

  /** A call that each database has. */
  private static final Map<LyssDatabase, Consumer<DataSource>> CALLS =
      Map.of(
          LyssDatabase.PLATFORM, login -> Platform.over(login).asSystem("test").jobs().list(),
          LyssDatabase.USER, login -> UserService.over(login).asSystem("test").jobs().list(),
          LyssDatabase.PROVIDER,
              login -> ProviderService.over(login).asSystem("test").jobs().list(),
          LyssDatabase.CHAT, login -> ChatService.over(login).asSystem("test").jobs().list(),
          LyssDatabase.MEMORY, login -> MemoryService.over(login).asSystem("test").jobs().list(),
          LyssDatabase.SHARED, login -> SharedService.over(login).asSystem("test").jobs().list());

  @ParameterizedTest
  @EnumSource
  void theErrorSaysWhetherTheSchemaOrLyssIsOlder(LyssDatabase kind) {
    try (TestDatabase database = new TestDatabase(kind)) {
      Consumer<DataSource> call = CALLS.get(kind);
      String schema = kind.defaultSchema();
      int needed = kind.version();
      call.accept(database.pool());

      database.database().execute("alter view %s.maintenance rename to later".formatted(schema));
      assertFails(
          call, database, "The schema %s is of this version, V%d;".formatted(schema, needed));
      say(database, schema, "'LYSS V%d: files'".formatted(needed - 1));
      assertFails(
          call,
          database,
          "maintenance\" does not exist. The schema %s is older than this LYSS: it is at V%d, and V%d is needed. Migrate it"
              .formatted(schema, needed - 1, needed));
      say(database, schema, "'LYSS V%d: files'".formatted(needed + 1));
      assertFails(
          call,
          database,
          "The schema %s is newer than this LYSS: it is at V%d, and this one knows V%d."
              .formatted(schema, needed + 1, needed));
      say(database, schema, "null");
      assertFails(call, database, "does not say of which version of LYSS it is", "V" + needed);

      database.database().execute("drop schema %s cascade".formatted(schema));
      assertFails(call, database, "There is no schema %s of LYSS".formatted(schema));
    }
  }

  @Test
  void aColumnOrAFunctionThatIsNotThereIsSaidTheSame() {
    try (TestDatabase database = new TestDatabase(LyssDatabase.PLATFORM)) {
      say(database, "lyss_platform", "'LYSS V1: files'");
      database
          .database()
          .execute(
              "alter view lyss_platform.maintenance rename column every to interval_of;"
                  + "alter function lyss_platform.run_due_job rename to run_one_job");
      Platform platform = Platform.over(database.pool());
      assertThatExceptionOfType(NotMigratedException.class)
          .isThrownBy(() -> platform.asSystem("test").jobs().list())
          .withMessageContaining("is older than this LYSS")
          .satisfies(e -> assertThat(e.sqlState()).isEqualTo("42703"));
      assertThatExceptionOfType(NotMigratedException.class)
          .isThrownBy(() -> platform.asSystem("test").jobs().runDue(Duration.ZERO))
          .withMessageContaining("is older than this LYSS")
          .satisfies(e -> assertThat(e.sqlState()).isEqualTo("42883"));
    }
  }

  /** The failed call has ended its transaction, and the pool may have no other connection. */
  @Test
  void inATransactionTheErrorSaysOnlyWhichVersionIsNeeded() throws SQLException {
    try (TestDatabase database = new TestDatabase(LyssDatabase.CHAT);
        var one = database.pool(1)) {
      database.database().execute("alter view lyss_chat.maintenance rename to later");
      String said =
          "Has the schema lyss_chat been migrated by this version of LYSS, which needs V%d? The command validate tells"
              .formatted(LyssDatabase.CHAT.version());
      ChatService chats = ChatService.over(one);
      assertThatExceptionOfType(NotMigratedException.class)
          .isThrownBy(() -> chats.asSystem("test").useTransaction(session -> session.jobs().list()))
          .withMessageEndingWith(said);
      try (Connection host = one.getConnection()) {
        host.setAutoCommit(false);
        assertThatExceptionOfType(NotMigratedException.class)
            .isThrownBy(() -> chats.asSystem("test").joining(host).jobs().list())
            .withMessageEndingWith(said);
        host.rollback();
      }
      // on the one connection, once the failed call has given it back
      assertThatExceptionOfType(NotMigratedException.class)
          .isThrownBy(() -> chats.asSystem("test").jobs().list())
          .withMessageContaining("is of this version");
    }
  }

  private static void say(TestDatabase database, String schema, String comment) {
    database
        .database()
        .execute("comment on table %s.lyss_schema_history is %s".formatted(schema, comment));
  }

  private static void assertFails(
      Consumer<DataSource> call, TestDatabase database, String... says) {
    assertThatExceptionOfType(NotMigratedException.class)
        .isThrownBy(() -> call.accept(database.pool()))
        .satisfies(e -> assertThat(e.getMessage()).contains(says).hasLineCount(1));
  }
}
