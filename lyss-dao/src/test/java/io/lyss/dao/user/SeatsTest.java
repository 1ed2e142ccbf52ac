package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Parallel;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A tenant never has more users that are not inactive than {@code max_users} allows. */
class SeatsTest extends UserServiceTest {

  private static final String FULL = "tenants_max_users";

  private Tenant tenant(int maxUsers) {
    return users
        .system()
        .tenants()
        .create(NewTenant.of("x", users.name("seats-")).withMaxUsers(maxUsers));
  }

  private int taken(Tenant tenant) {
    return Integer.parseInt(
        users
            .query(
                "select count(*) from lyss_user.users where status <> 'inactive' and tenant_id = '"
                    + tenant.id()
                    + "'")
            .get(0));
  }

  private UserDao dao(Tenant tenant) {
    return users.system().users(tenant.id());
  }

  @Test
  void aFullTenantGetsNoMoreUsers() {
    Tenant tenant = tenant(2);
    User first = users.user(tenant);
    User second = users.user(tenant);
    Expect.refused(FULL, () -> users.user(tenant));
    dao(tenant).suspend(first.id());
    Expect.refused(FULL, () -> users.user(tenant));
    dao(tenant).deactivate(second.id());
    User third = users.user(tenant);
    Expect.refused(FULL, () -> dao(tenant).activate(second.id()));
    Expect.refused(FULL, () -> dao(tenant).suspend(second.id()));
    assertThat(dao(tenant).activate(first.id()).status()).isEqualTo(UserStatus.ACTIVE);
    assertThat(dao(tenant).activate(third.id())).isEqualTo(third);
    assertThat(taken(tenant)).isEqualTo(2);
  }

  @Test
  void theRefusalSaysWhatCanBeDone() {
    Tenant tenant = tenant(0);
    assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(() -> users.user(tenant))
        .withMessageContaining("has 0 of 0 users: tenants_max_users.")
        .withMessageEndingWith("Raise max_users, or set somebody inactive.");
  }

  @Test
  void loweringTheLimitRemovesNoUser() {
    Tenant tenant = tenant(3);
    User user = users.user(tenant);
    users.user(tenant);
    users.system().tenants().update(tenant.withMaxUsers(1));
    assertThat(taken(tenant)).isEqualTo(2);
    Expect.refused(FULL, () -> users.user(tenant));
    dao(tenant).deactivate(user.id());
    Expect.refused(FULL, () -> dao(tenant).activate(user.id()));
  }

  @Test
  void concurrentCallsFillTheSeatsAndNoMore() throws Exception {
    Tenant tenant = tenant(10);
    User admin = users.admin(tenant);
    List<User> gone = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      User user = users.user(tenant);
      gone.add(dao(tenant).deactivate(user.id()));
    }
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (User user : gone) {
      calls.add(() -> dao(tenant).activate(user.id()) != null);
      calls.add(() -> users.as(admin).users().create(users.newUser()) != null);
    }
    List<Callable<Boolean>> tried = calls.stream().map(SeatsTest::unlessFull).toList();
    assertThat(Parallel.run(tried)).filteredOn(in -> in).hasSize(9);
    assertThat(taken(tenant)).isEqualTo(10);
  }

  private static Callable<Boolean> unlessFull(Callable<Boolean> call) {
    return () -> {
      try {
        return call.call();
      } catch (ConstraintException e) {
        assertThat(e.constraint()).isEqualTo(FULL);
        return false;
      }
    };
  }

  /** A change of the limit waits for calls that take a seat, and later ones see the new limit. */
  @Test
  void aLimitThatIsChangedMeanwhileHoldsForLaterUsers() throws Exception {
    Tenant tenant = tenant(1);
    AtomicBoolean done = new AtomicBoolean();
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int thread = 0; thread < 3; thread++) {
      calls.add(
          () -> {
            while (!done.get()) {
              unlessFull(() -> users.user(tenant) != null).call();
            }
            return true;
          });
    }
    calls.add(
        () -> {
          try {
            for (int limit = 2; limit <= 12; limit++) {
              int seats = limit;
              // counted while the tenant's row is locked, so that no seat is taken meanwhile
              users
                  .system()
                  .useTransaction(
                      session -> {
                        Tenant current = session.tenants().get(tenant.id());
                        session.tenants().update(current.withMaxUsers(seats));
                        assertThat(taken(tenant)).isLessThan(seats);
                      });
            }
            return true;
          } finally {
            done.set(true);
          }
        });
    Parallel.run(calls);
    assertThat(taken(tenant)).isLessThanOrEqualTo(12);
    Expect.refused(
        FULL,
        () -> {
          while (true) {
            users.user(tenant);
          }
        });
    assertThat(taken(tenant)).isEqualTo(12);
  }

  /** Such a transaction would count the seats as they were when it began. */
  @Test
  void aTransactionAboveReadCommittedTakesNoSeat() throws SQLException {
    Tenant tenant = tenant(5);
    try (HikariDataSource pool = users.pool(1);
        Connection host = pool.getConnection()) {
      for (int isolation :
          new int[] {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE}) {
        host.setAutoCommit(true);
        host.setTransactionIsolation(isolation);
        host.setAutoCommit(false);
        UserSession joined = users.system().joining(host);
        assertThatExceptionOfType(DatabaseException.class)
            .isThrownBy(() -> joined.users(tenant.id()).create(users.newUser()))
            .withMessageContaining("read committed");
        host.rollback();
        assertThat(joined.users(tenant.id()).find(tenant.id())).isEmpty();
        host.rollback();
      }
    }
  }
}
