package io.lyss.schema;

import static io.lyss.schema.TestDatabases.migrated;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.ThrowawayDatabase;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each column is granted to those who work with its table, or the grants file withholds it. */
class ReachableColumnsTest {

  @ParameterizedTest
  @EnumSource
  void everyColumnIsGrantedOrWithheld(LyssDatabase kind) {
    try (ThrowawayDatabase database = migrated(kind)) {
      assertThat(faults(kind, database)).isEmpty();
    }
  }

  @Test
  void aColumnThatWasAddedAndNotGrantedIsNoticed() {
    assertThat(
            faultsAfter(
                LyssDatabase.CHAT, "alter table lyss_chat.conversations add column note text"))
        .containsExactly(
            """
            authenticated_users may not insert or update the column note of the table conversations.
              Grant it in io/lyss/schema/chat/R__110_grants.sql, or add there:
              -- withheld: insert, update (note) on conversations from authenticated_users
              If only functions write it, grant it by name to lyss_definer instead.""",
            """
            lyss_system may not select the column note of the table conversations.
              Grant it in io/lyss/schema/chat/R__110_grants.sql, or add there:
              -- withheld: select (note) on conversations from lyss_system""");
  }

  @Test
  void aConstantInEveryRowIsNotWritten() {
    assertThat(
            faultsAfter(
                LyssDatabase.USER,
                "alter table lyss_user.user_groups add column note text not null default ''"))
        .singleElement()
        .asString()
        .contains("authenticated_users may not insert or update the column note");
  }

  @Test
  void aTableThatNobodyReachesIsNoticed() {
    assertThat(
            faultsAfter(
                LyssDatabase.SHARED,
                "create table lyss_shared.notes (id bigint generated always as identity, note text)"))
        .hasSize(3)
        .allSatisfy(fault -> assertThat(fault).contains("everybody", "of the table notes"));
  }

  @Test
  void theMessageNamesTheFileThatGrantsSharedTables() {
    assertThat(
            faultsAfter(LyssDatabase.USER, "revoke all on lyss_user.outbox_keys from lyss_system"))
        .isNotEmpty()
        .allSatisfy(
            fault -> assertThat(fault).contains("io/lyss/schema/service/R__005_grant_common.sql"));
  }

  @Test
  void aColumnThatFillsItselfNeedsNoGrant() {
    assertThat(
            faultsAfter(
                LyssDatabase.USER,
                "alter table lyss_user.user_groups"
                    + " add column seen_at timestamptz not null default current_timestamp,"
                    + " add column name_lower text generated always as (lower(name)) stored"))
        .isEmpty();
  }

  @Test
  void aColumnThatIsDeclaredWithheldButGrantedIsNoticed() {
    assertThat(
            faultsAfter(
                LyssDatabase.USER,
                "grant select (password_hash) on lyss_user.users to authenticated_users"))
        .containsExactly(
            "USER: nothing withholds select (password_hash) on users from authenticated_users;"
                + " take it out of the grants file");
  }

  private static List<String> faultsAfter(LyssDatabase kind, String change) {
    try (ThrowawayDatabase database = migrated(kind)) {
      database.execute(change);
      return faults(kind, database);
    }
  }

  private static List<String> faults(LyssDatabase kind, ThrowawayDatabase database) {
    Set<Withheld> inFact = Withheld.inFact(database, kind.defaultSchema());
    Set<Withheld> declared = Withheld.declared(kind);
    return Stream.concat(
            inFact.stream()
                .filter(column -> !declared.contains(column))
                .map(column -> column.forgottenIn(kind)),
            declared.stream()
                .filter(column -> !inFact.contains(column))
                .map(column -> column.notTrueIn(kind)))
        .toList();
  }
}
