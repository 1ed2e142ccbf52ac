package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lyss.dao.PageRequest;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.testing.Bound;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.junit.jupiter.api.Test;

/** Calls in the host's transaction, each in its own scope. */
class JoiningTest extends UserServiceTest {

  private static final PageRequest PAGE = PageRequest.first(9);

  private final Tenant tenant = users.tenant();
  private final User admin = users.admin(tenant);
  private final User stranger = users.admin(users.tenant());

  private interface HostWork {
    void run(Connection host, UserSession joined) throws SQLException;
  }

  private void inHost(HostWork work) throws SQLException {
    try (Connection host = users.pool().getConnection()) {
      host.setAutoCommit(false);
      work.run(host, users.as(admin).joining(host));
      host.rollback();
    }
  }

  @Test
  void theHostsCommitAndRollbackIncludeTheCalls() throws SQLException {
    TestDatabase.notOnCitus("a user reads nothing that a function has written before the commit");
    inHost(
        (host, joined) -> {
          Group kept = joined.groups().create(NewGroup.of("kept"));
          assertThat(joined.groups().find(kept.id())).contains(kept);
          assertThat(users.as(admin).groups().find(kept.id())).isEmpty();
          host.commit();
          Group gone = joined.groups().create(NewGroup.of("gone"));
          host.rollback();
          assertThat(users.as(admin).groups().find(kept.id())).contains(kept);
          assertThat(users.as(admin).groups().find(gone.id())).isEmpty();
        });
  }

  @Test
  void afterARefusedWriteTheHostGoesOnFromItsSavepoint() throws SQLException {
    TestDatabase.notOnCitus("a user reads nothing that a function has written before the commit");
    inHost(
        (host, joined) -> {
          Group before = joined.groups().create(NewGroup.of("before"));
          Savepoint savepoint = host.setSavepoint();
          Expect.refused("user_groups_name_check", () -> joined.groups().create(NewGroup.of("")));
          assertThatExceptionOfType(DatabaseException.class)
              .isThrownBy(() -> joined.groups().find(before.id()));
          host.rollback(savepoint);
          assertThat(Bound.to(host)).isEqualTo(Bound.NOTHING);
          Group after = joined.groups().create(NewGroup.of("after"));
          host.commit();
          assertThat(users.as(admin).groups().list(PAGE).items()).contains(before, after);
        });
  }

  @Test
  void scopesInOneTransactionAreKeptApart() throws SQLException {
    TestDatabase.notOnCitus("a user reads nothing that a function has written before the commit");
    inHost(
        (host, joined) -> {
          UserSession others = users.as(stranger).joining(host);
          UserSession system = users.system().joining(host);
          Group group = joined.groups().create(NewGroup.of("mine"));
          for (int i = 0; i < 8; i++) {
            assertThat(others.groups(tenant.id()).find(group.id())).isEmpty();
            assertThat(joined.groups().find(group.id())).contains(group);
            assertThat(others.users().list(PAGE).items()).containsExactly(stranger);
            assertThat(system.tenants().list(PAGE).items()).contains(tenant);
          }
        });
  }

  /** Suspended by one call, the tenant writes nothing with the next. */
  @Test
  void everyCallChecksAnewWhetherItsTenantIsActive() throws SQLException {
    TestDatabase.notOnCitus("a user reads nothing that a function has written before the commit");
    inHost(
        (host, joined) -> {
          UserSession system = users.system().joining(host);
          joined.groups().create(NewGroup.of("while active"));
          system.tenants().suspend(tenant.id());
          Savepoint savepoint = host.setSavepoint();
          Expect.denied(() -> joined.groups().create(NewGroup.of("too late")));
          host.rollback(savepoint);
          system.tenants().restore(tenant.id());
          joined.groups().create(NewGroup.of("active again"));
        });
  }

  @Test
  void aConnectionInAutoCommitModeIsRefused() throws SQLException {
    try (Connection host = users.pool().getConnection()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> users.as(admin).joining(host))
          .withMessageContaining("setAutoCommit(false)");
    }
  }
}
