package io.lyss.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import io.lyss.throwaway.Whole;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@Whole("misses an owner who may not create roles; QuickstartTest is the same for who may")
class QuickstartLoginTest {

  /** The owner that a DBA has prepared with the bootstrap files: no superuser, creates no roles. */
  @Test
  void worksThroughTheOwnerWhereItMayNotCreateRoles() {
    String login = "lyss_owner_" + UUID.randomUUID().toString().substring(0, 8);
    try (ThrowawayDatabase database = ThrowawayPostgres.shared().database()) {
      // creates the roles of LYSS, which the whole server shares
      LyssMigrator.of(LyssDatabase.PLATFORM, database.dataSource()).schema("other").migrate();
      database.execute(
          """
          create role %1$s login password 'owner';
          grant create on database %2$s to %1$s;
          grant authenticated_users, lyss_system, lyss_definer to %1$s
            with inherit false, set true;
          """
              .formatted(login, database.name()));
      try {
        Shell shell = Shell.runAs(database, login, "owner");
        assertThat(shell.err()).isEmpty();
        assertThat(shell.status()).isZero();
        assertThat(shell.out()).contains("logs in as " + login + ": may not create another");
        assertThat(shell.section("What each sees"))
            .as("an owner is held by row-level security as well")
            .anyMatch(line -> line.matches(" *users +1 +1 +300 +300"));
      } finally {
        database.execute("drop owned by " + login + " cascade; drop role " + login);
      }
    }
  }
}
