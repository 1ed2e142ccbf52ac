package io.lyss.benchmarks.money;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Clients;
import io.lyss.benchmarks.figures.Raw;
import io.lyss.benchmarks.figures.Run;
import io.lyss.benchmarks.figures.Server;
import io.lyss.benchmarks.figures.Volume;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.provider.ChannelRequest;
import io.lyss.dao.provider.Consumption;
import io.lyss.dao.provider.LimitPeriod;
import io.lyss.dao.provider.LimitSubject;
import io.lyss.dao.provider.LimitUnit;
import io.lyss.dao.provider.NewBudget;
import io.lyss.dao.provider.NewReservation;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.provider.ProviderSession;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * Reservations and their settlements: sixteen clients on one budget, or each on its own, and one
 * client on one budget or five.
 */
final class Reservations implements AutoCloseable {

  private static final int CLIENTS = 16;
  private static final BigDecimal PLENTY = new BigDecimal("1000000000000");
  private static final TokenCounts TOKENS = TokenCounts.of(100, 20);
  // tenants of the volume, each with a channel of its number
  private static final int HOT = 11;
  private static final int OWN = 12;
  private static final int ONE = 13;
  private static final int FIVE = 14;

  private final Volume provider;
  private final HikariDataSource application;
  private final HikariDataSource owner;

  Reservations(Volume provider) throws SQLException {
    this.provider = provider;
    application = provider.pool(CLIENTS);
    owner = provider.ownersPool(CLIENTS);
    provider.execute(
        """
        create table if not exists lyss_provider.figures_counter
          (id integer primary key, used bigint not null, quota bigint not null);
        insert into lyss_provider.figures_counter values (1, 0, 1000000000000000)
        on conflict do nothing;
        """);
    budget(HOT, NewBudget.ofTenant("hot", LimitUnit.AMOUNT, LimitPeriod.TOTAL, PLENTY));
    budget(
        OWN,
        NewBudget.ofEach("own", LimitSubject.USER, LimitUnit.AMOUNT, LimitPeriod.TOTAL, PLENTY));
    budget(ONE, NewBudget.ofTenant("one", LimitUnit.AMOUNT, LimitPeriod.TOTAL, PLENTY));
    budget(FIVE, NewBudget.ofTenant("amount", LimitUnit.AMOUNT, LimitPeriod.TOTAL, PLENTY));
    budget(FIVE, NewBudget.ofTenant("tokens", LimitUnit.TOKENS, LimitPeriod.DAY, PLENTY));
    budget(FIVE, NewBudget.ofTenant("requests", LimitUnit.REQUESTS, LimitPeriod.MONTH, PLENTY));
    budget(
        FIVE,
        NewBudget.ofEach("user", LimitSubject.USER, LimitUnit.TOKENS, LimitPeriod.HOUR, PLENTY));
    budget(
        FIVE,
        NewBudget.ofEach(
            "channel", LimitSubject.CHANNEL, LimitUnit.TOKENS, LimitPeriod.MONTH, PLENTY));
  }

  private void budget(int tenant, NewBudget budget) {
    ProviderSession system = ProviderService.over(application).asSystem("figures");
    if (system.budgets(Volume.uuid(tenant)).list(PageRequest.first(100)).items().stream()
        .noneMatch(existing -> existing.name().equals(budget.name()))) {
      system.budgets(Volume.uuid(tenant)).create(budget);
    }
  }

  void measure(Run run) throws SQLException, InterruptedException {
    // Who waits for a row waits for the commit of each who was before. A reservation and its
    // settlement are two commits and
    // count once, an update is one commit and counts once.
    run.server()
        .committing(
            () ->
                run.rate(
                    4,
                    "reserve and settle, two commits, 16 clients on a budget, against an update, one commit of "
                        + Server.COMMIT
                        + " µs",
                    new Clients(CLIENTS, client -> reserveAndSettle(application, HOT, client)),
                    new Clients(CLIENTS, client -> update(owner))));
    run.rate(
        0.8,
        "reserve and settle, 16 clients on a budget, against own ones",
        new Clients(CLIENTS, client -> reserveAndSettle(application, HOT, client)),
        new Clients(CLIENTS, client -> reserveAndSettle(application, OWN, client)));
    run.ratio(
        1.6,
        "reservation against five budgets, against one",
        provider.application(db -> reserve(db, FIVE)),
        provider.application(db -> reserve(db, ONE)));
  }

  private static Call reserveAndSettle(DataSource source, int tenant, int client) {
    ProviderSession session = session(source, tenant, client);
    return n -> {
      NewReservation reservation = reservation(tenant);
      session.quota().reserve(reservation);
      session.quota().settle(reservation.id(), Consumption.of(TOKENS));
    };
  }

  private static Call reserve(DataSource source, int tenant) {
    ProviderSession session = session(source, tenant, 1);
    return n -> session.quota().reserve(reservation(tenant));
  }

  private static ProviderSession session(DataSource source, int tenant, int user) {
    return ProviderService.over(source)
        .asUser(Scope.TenantUser.of(Volume.uuid(tenant), Volume.uuid(1 + user)));
  }

  private static NewReservation reservation(int tenant) {
    return NewReservation.of(
        ChannelRequest.of("figures").withEstimate(TOKENS), Volume.uuid(tenant * 10_000L + 1), 120);
  }

  // the smallest statement that could do it: one row, one condition
  private static Call update(DataSource source) {
    return Raw.change(
        source,
        "update lyss_provider.figures_counter set used = used + ? where id = 1 and used + ? <= quota",
        n -> List.of(120L, 120L));
  }

  @Override
  public void close() {
    application.close();
    owner.close();
  }
}
