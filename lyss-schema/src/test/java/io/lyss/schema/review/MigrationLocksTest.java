package io.lyss.schema.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.OwnedDatabase;
import java.sql.Connection;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page of locks says of a file is what PostgreSQL did. */
class MigrationLocksTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          create index on jobs (every)                                           | jobs: Share                                | jobs    | nothing
          alter table jobs add constraint c check (every > '0') not valid        | jobs: AccessExclusive                      | nothing | nothing
          alter table jobs add constraint c check (every > '0')                  | jobs: AccessExclusive                      | jobs    | nothing
          alter table jobs add column c int                                      | jobs: AccessExclusive                      | nothing | nothing
          alter table jobs add column c uuid default gen_random_uuid()           | jobs: AccessExclusive, Share               | jobs    | jobs
          alter table jobs alter column name set storage external                | jobs: AccessExclusive                      | nothing | nothing
          """)
  void saysWhatAFileReadsWholeUnderItsLock(
      String sql, String locks, String readWhole, String writtenAnew) throws Exception {
    try (OwnedDatabase database = OwnedDatabase.empty(LyssDatabase.USER);
        Connection owner = database.owner()) {
      assertThat(new MigrationLocks(owner, "lyss_user").again(Map.of("R__1.sql", sql)))
          .contains("| R__1.sql | " + locks + " | " + readWhole + " | " + writtenAnew + " |");
    }
  }

  @Test
  void readsOfAFileAreNotCountedForTheNextFile() throws Exception {
    try (OwnedDatabase database = OwnedDatabase.empty(LyssDatabase.USER);
        Connection owner = database.owner()) {
      Map<String, String> files =
          new TreeMap<>(
              Map.of(
                  "R__1.sql", "create index on jobs (every)",
                  "R__2.sql", "comment on table jobs is 'x'"));
      assertThat(new MigrationLocks(owner, "lyss_user").again(files))
          .contains("| R__2.sql | jobs: ShareUpdateExclusive | nothing | nothing |");
    }
  }
}
