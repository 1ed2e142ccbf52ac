package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Paging;
import io.lyss.throwaway.OneIn;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A transaction holds its scope whatever a host has set in its driver's URL or its pool. */
@OneIn(5)
class DriverSettingsTest extends PlatformTest {

  // Of two users: more often than the driver waits before it prepares a statement on the server.
  private static final int OFTEN = 6;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prepareThreshold=5",
        "prepareThreshold=1",
        "prepareThreshold=0",
        "prepareThreshold=-1",
        "stringtype=unspecified",
        "preferQueryMode=simple",
        "preferQueryMode=extendedForPrepared",
        "preferQueryMode=extendedCacheEverything",
        "preparedStatementCacheQueries=0",
        "binaryTransfer=false",
        "defaultRowFetchSize=2",
        "autosave=always",
        "reWriteBatchedInserts=true",
      })
  void everyTransactionKeepsItsScopeHoweverOftenOneIsMade(String setting) throws Exception {
    String[] parts = setting.split("=");
    HikariConfig config = platform.config(1);
    config.addDataSourceProperty(parts[0], parts[1]);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      work(pool);
    }
  }

  @Test
  void everyTransactionCommitsOnAPoolWithoutAutoCommit() throws Exception {
    HikariConfig config = platform.config(1);
    config.setAutoCommit(false);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      work(pool);
    }
  }

  /** Two users take turns; what they call by itself, or joined, is each call's own test. */
  private void work(HikariDataSource pool) throws Exception {
    User first = platform.user();
    User second = platform.user();
    List<Conversation> ofFirst = new ArrayList<>();
    List<Conversation> ofSecond = new ArrayList<>();
    for (int i = 0; i < OFTEN; i++) {
      ofFirst.add(Platform.over(pool).asUser(first.id()).inTransaction(DriverSettingsTest::talk));
      ofSecond.add(Platform.over(pool).asUser(second.id()).inTransaction(DriverSettingsTest::talk));
    }
    // Read over another pool: so it is committed.
    seesExactly(platform.as(first), ofFirst);
    seesExactly(platform.as(second), ofSecond);
    seesExactly(Platform.over(pool).asUser(second.id()), ofSecond);
  }

  /** Sends and receives nulls, texts, JSON, arrays, numbers and times. */
  private static Conversation talk(PlatformSession session) {
    NewProvider ours =
        NewProvider.of("p" + System.nanoTime(), ProviderKind.OLLAMA, TestPlatform.KEY);
    Provider provider = session.providers().createPersonal(ours);
    assertThat(session.providers().get(provider.id())).isEqualTo(provider);
    Conversation conversation = session.conversations().open(provider.id(), "weather");
    List<Message> said =
        session
            .messages()
            .append(
                conversation.id(),
                List.of(
                    NewMessage.of(MessageRole.USER, "rain?"),
                    NewMessage.of(MessageRole.ASSISTANT, "no"),
                    NewMessage.of(MessageRole.USER, "good")));
    PageRequest page = PageRequest.first(10);
    assertThat(session.messages().listOldestFirst(conversation.id(), page).items()).isEqualTo(said);
    assertThat(session.messages().search("raining", PageRequest.first(1)).items())
        .containsExactly(said.get(0));
    session.usage().record(NewUsage.of(conversation, 3, new BigDecimal("0.5")));
    session.audit().append(NewAuditEntry.of("open", "conversation", conversation.id()));
    assertThat(
            session
                .audit()
                .search(AuditFilter.ALL.onResource("conversation", conversation.id()), page)
                .items())
        .hasSize(1);
    return session.conversations().get(conversation.id());
  }

  private static void seesExactly(PlatformSession session, List<Conversation> conversations) {
    assertThat(Paging.all(5, session.conversations()::list))
        .containsExactlyInAnyOrderElementsOf(conversations);
  }
}
