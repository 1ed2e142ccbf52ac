package io.lyss.schema;

import static io.lyss.schema.TestDatabases.migrated;
import static io.lyss.schema.TestDatabases.platform;
import static io.lyss.schema.TestDatabases.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The applied files differ from the files of this version. */
@OneIn(3)
class TamperedHistoryTest {

  private static final String HISTORY = "lyss_platform.lyss_schema_history";

  @Test
  void anAppliedVersionedFileThatWasChangedIsRefusedByName() {
    try (ThrowawayDatabase database = migrated()) {
      database.execute("update " + HISTORY + " set checksum = checksum + 1 where version = '110'");
      assertRefused(() -> platform(database).validate(), "V110__users.sql was changed");
      assertRefused(() -> platform(database).migrate(), "V110__users.sql was changed");
    }
  }

  @Test
  void aFileThatAnotherVersionAppliedIsRefusedByVersion() {
    try (ThrowawayDatabase database = migrated()) {
      database.execute("update " + HISTORY + " set version = '115' where version = '110'");
      assertRefused(
          () -> platform(database).validate(), "115 \"users\" was applied", "V110__users.sql");
      assertRefused(() -> platform(database).migrate(), "115 \"users\" was applied");
    }
  }

  @Test
  void aRepeatableFileThatWasChangedIsPending() {
    try (ThrowawayDatabase database = migrated()) {
      String file = "R__051_provider_access.sql";
      database.execute("update " + HISTORY + " set checksum = 1 where script = '" + file + "'");
      assertRefused(() -> platform(database).validate(), ":\n  " + file + " is pending\nIf");
      assertThat(platform(database).info())
          .filteredOn(MigrationStatus::pending)
          .extracting(MigrationStatus::file)
          .containsExactly(file);
      assertThat(platform(database).migrate().applied()).containsExactly(file);
      platform(database).validate();
    }
  }

  @Test
  void aFileThatIsMissingIsPending() {
    try (ThrowawayDatabase database = migrated()) {
      database.execute("delete from " + HISTORY + " where script like '%\\_grants.sql'");
      assertRefused(() -> platform(database).validate(), "R__110_grants.sql is pending");
    }
  }

  @Test
  void aLaterVersionOfLyssMayHaveGoneAhead() {
    // Hosts are replaced one by one: the old ones go on with a schema that is newer than they are.
    try (ThrowawayDatabase database = migrated()) {
      database.execute(
          "insert into "
              + HISTORY
              + " select 1000, '999', 'later', 'SQL', 'V999__later.sql', 1, current_user, now(), 0, true");
      platform(database).validate();
      assertThat(platform(database).migrate().applied()).isEmpty();
      assertThat(rows(database, "select count(*) from " + HISTORY + " where version = '999'"))
          .containsExactly("1");
    }
  }

  @Test
  void filesOfALaterVersionAreNotUndone() {
    // An old host that restarts meanwhile must not put its old policies and functions back.
    try (ThrowawayDatabase database = migrated()) {
      database.execute(
          "insert into "
              + HISTORY
              + " select 1000, '999', 'later', 'SQL', 'V999__later.sql', 1, current_user, now(), 0, true");
      database.execute(
          "insert into "
              + HISTORY
              + " select 1001, null, '110 grants', 'SQL', 'R__110_grants.sql', 1, current_user, now(), 0, true");
      database.execute(
          "insert into "
              + HISTORY
              + " select 1002, null, '120 later', 'SQL', 'R__120_later.sql', 1, current_user, now(), 0, true");
      assertThat(platform(database).migrate().applied()).isEmpty();
      assertThat(platform(database).script()).contains("by a later version of LYSS");
    }
  }

  @Test
  void aRepeatableFileThatThisVersionDoesNotHaveIsRefused() {
    try (ThrowawayDatabase database = migrated()) {
      database.execute(
          "insert into "
              + HISTORY
              + " select 1000, null, '120 later', 'SQL', 'R__120_later.sql', 1, current_user, now(), 0, true");
      assertRefused(() -> platform(database).validate(), "  \"120 later\" was applied");
      assertRefused(() -> platform(database).migrate(), "use that version");
    }
  }

  private static void assertRefused(ThrowingCallable call, String... says) {
    assertThatThrownBy(call)
        .isInstanceOf(LyssMigrationException.class)
        .hasMessageContaining("lyss_platform")
        .hasMessageContainingAll(says)
        // of which we have no such thing
        .hasMessageNotContainingAny("repair", "ignoreMigrationPatterns", "outOfOrder");
  }
}
