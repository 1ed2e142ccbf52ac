package io.lyss.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.lyss.dao.chat.ChatService;
import io.lyss.schema.LyssDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** When the databases of test classes are made and dropped. */
class LyssExtensionTest {

  private static final List<LyssTestDatabase> SEEN = new ArrayList<>();

  @LyssTest(LyssDatabase.PLATFORM)
  static class First {
    @Test
    void one(LyssTestDatabase database) {
      SEEN.add(database);
      database.organisation().user("ann");
    }

    @Test
    void another(LyssTestDatabase database) {
      SEEN.add(database);
    }
  }

  @LyssTest(LyssDatabase.PLATFORM)
  static class Second {
    @Test
    void one(LyssTestDatabase database) {
      SEEN.add(database);
      database.organisation().user("ann");
    }
  }

  @LyssTest(LyssDatabase.PLATFORM)
  static class AsksForMore {
    @Test
    void one(ChatService chat) {}
  }

  private static SummaryGeneratingListener run(Class<?>... classes) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
    for (Class<?> each : classes) {
      request.selectors(selectClass(each));
    }
    LauncherDiscoveryRequest built = request.build();
    LauncherFactory.create().execute(built, listener);
    return listener;
  }

  @Test
  void eachClassHasOneOfItsOwnUntilItEnds() {
    SEEN.clear();
    assertThat(run(First.class, Second.class).getSummary().getTotalFailureCount()).isZero();
    assertThat(SEEN).hasSize(3);
    assertThat(SEEN.stream().distinct()).hasSize(2);
    assertThat(SEEN)
        .allSatisfy(
            database ->
                org.assertj.core.api.Assertions.assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> database.superuserDataSource().getConnection())
                    .withMessageContaining("does not exist"));
  }

  @Test
  void theErrorNamesADatabaseThatTheTestDoesNotHave() {
    assertThat(run(AsksForMore.class).getSummary().getFailures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.getException())
                    .hasMessageContaining("ChatService is of the database CHAT")
                    .hasMessageContaining("name it in @LyssTest"));
  }
}
