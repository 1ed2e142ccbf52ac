package io.lyss.schema.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LockWaits;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A conversation that was found to be deleted is looked at again once nobody else changes it. */
class PurgeBesideWritersTest extends FreshOrganisationTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select purge_conversations('10 years', 9) | expires_at = '2020-01-02' | expires_at = null
          select purge_conversations('1 day', 9) | expires_at = null | last_active_at = now()
          select delete_empty_conversations() | expires_at = null | message_count = 1
          """)
  void whatIsInUseAgainStays(String purge, String due, String used) throws Exception {
    superuser.change("set local session_replication_role = replica; delete from conversations");
    superuser.change(
        "insert into conversations (id, user_id, provider_id, title) overriding system value"
            + " values (11, 2, 1, 'in use again'), (12, 2, 1, 'out of use')");
    superuser.change(
        "set local session_replication_role = replica; update conversations"
            + " set created_at = '2020-01-01', last_active_at = '2020-01-01', "
            + due);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Connection host = platform.superuser();
        Connection observer = platform.superuser();
        Statement settings = app.createStatement();
        Statement writes = host.createStatement()) {
      settings.execute("set lock_timeout = '10min'");
      host.setAutoCommit(false);
      writes.execute("update conversations set %s where id = 11".formatted(used));
      Future<@Nullable Object> purged = thread.submit(() -> system.value(purge));
      LockWaits.awaitWaitOrEnd(purged, observer);
      host.commit();

      assertThat(purged.get()).isEqualTo(1L);
      assertThat(superuser.column("select id from conversations")).containsExactly(11L);
    } finally {
      thread.shutdownNow();
    }
  }
}
