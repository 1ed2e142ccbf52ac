package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.OneIn;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * The random steps of the ledger's model, by eight callers of one tenant whose clocks differ. No
 * more requests run than a budget lets run at once, no more are let in than another allows, nothing
 * is left when the holds have expired, what was used is what was recorded, and it reconciles.
 *
 * <p>{@code -Dlyss.ledger.at.once=1000} makes more steps a caller than the build does.
 */
@OneIn(2)
class LedgerStepsAtOnceTest extends InterruptedCallersTest {

  private static final int STEPS = Integer.getInteger("lyss.ledger.at.once", 40);
  private static final int AT_ONCE = 12;
  private static final int REQUESTS = 60;

  private UUID tenant;

  /** The latest time that a step was made at, in microseconds. */
  private final AtomicLong now = new AtomicLong();

  private final AtomicInteger number = new AtomicInteger();

  @BeforeAll
  void install() throws IOException {
    LedgerRun.install(providers);
  }

  @BeforeEach
  void create() {
    tenant = UUID.randomUUID();
    now.set(Instant.parse("2025-03-30T00:20:00Z").getEpochSecond() * LedgerModel.ONE);
    number.set(0);
    providers.database().execute(LedgerRun.setup(providers, tenant));
    set("requests at once", "at_once", AT_ONCE);
    set("requests", "requests", REQUESTS);
  }

  /** A budget that no step changes. */
  private void set(String name, String unit, int limit) {
    String sql =
        """
        select id::text from create_budget('%s', '%s', 'tenant', null, null,
          row('%s', null, '%s', null, 'total', %d, null)::new_budget)
        """
            .formatted(LedgerStep.TENANT, LedgerStep.id(name), name, unit, limit);
    assertThat(made(providers.database().dataSource(), "system", sql))
        .isEqualTo(LedgerStep.id(name).toString());
  }

  @Override
  void run(Interruption interruption, int pace) throws Exception {
    Seed seed = new Seed();
    int repeated =
        interrupted(
            interruption,
            pace,
            seed.random(),
            Duration.ofSeconds(60 + 3L * STEPS),
            pool -> random -> () -> steps(pool, random),
            (Callable<Boolean>) this::watch);
    assertThat(repeated).as("calls that were interrupted, %s", seed).isPositive();
    now.addAndGet(Duration.ofDays(2).toSeconds() * LedgerModel.ONE);
    DataSource quiet = providers.database().dataSource();
    again(() -> made(quiet, "system", "select expire_reservations(100000)::text"));
    assertThat(
            made(
                quiet,
                "system",
                "select count(*)::text from reconcile_quota('%s')".formatted(LedgerStep.TENANT)))
        .as("drifts, %s", seed)
        .isEqualTo("0");
    assertThat(providers.query(WRONG.formatted(tenant, LedgerStep.id("requests"), REQUESTS)))
        .as("%s", seed)
        .isEmpty();
    assertThat(
            providers.query(
                "select count(*) from lyss_provider.quota_entries where tenant_id = '%s'"
                    .formatted(tenant)))
        .as("entries, %s", seed)
        .doesNotContain("0");
  }

  /**
   * What no history may leave behind. Usage that was charged, and that of a request whose hold was
   * over, may pass a limit: it has happened.
   */
  private static final String WRONG =
      """
      select c.measure || ' holds ' || c.held from lyss_provider.quota_counters as c
      where c.tenant_id = '%1$s' and c.held <> 0
      union all
      select r.state || ' when all are over' from lyss_provider.quota_reservations as r
      where r.tenant_id = '%1$s' and r.state = 'reserved'
      union all
      select 'ended ' || count(*) || ' times' from lyss_provider.quota_entries as e
      where e.tenant_id = '%1$s' and e.kind in ('settle', 'release', 'charge')
      group by e.reservation_id
      having count(*) > 1
      union all
      select 'recorded ' || count(*) || ' times' from lyss_provider.usage_records as u
      where u.tenant_id = '%1$s' and u.reservation_id is not null
      group by u.reservation_id
      having count(*) > 1
      union all
      select 'quota counts ' || sum(l.used) from lyss_provider.quota_entries as e, unnest(e.lines) as l
      where e.tenant_id = '%1$s' and e.kind in ('settle', 'charge') and l.measure = 'quota'
      group by l.limit_id
      having sum(l.used) <> (
        select sum(u.amount) from lyss_provider.usage_records as u
        where u.tenant_id = '%1$s' and l.limit_id in (u.token_id, u.channel_id))
      union all
      select 'let in ' || count(*) from lyss_provider.quota_entries as e, unnest(e.lines) as l
      where e.tenant_id = '%1$s' and e.kind = 'settle' and l.limit_id = '%2$s' and l.held < 0
      having count(*) > %3$d
      """;

  private boolean steps(DataSource pool, Random random) throws InterruptedException {
    for (int i = 0; i < STEPS; i++) {
      long at =
          now.updateAndGet(
              known ->
                  random.nextInt(4) == 0
                      ? LedgerHistory.later(random, known, ZoneId.of("UTC"))
                      : known);
      LedgerStep step = step(random, at);
      String sql = step.sql();
      // clocks of hosts differ by a little
      long own = at - random.nextInt(3) * LedgerModel.ONE;
      call(() -> made(pool, own, step.scope(), sql));
    }
    return true;
  }

  /** A step that is of the ledger's functions alone: nobody writes past them here. */
  private LedgerStep step(Random random, long at) {
    LedgerStep step;
    do {
      step = LedgerHistory.step(random, number.getAndIncrement(), 3, at);
    } while (step instanceof LedgerCorrection.Repair
        || step instanceof LedgerCorrection.Spread
        || step instanceof LedgerSetting.DeleteChannel);
    return step;
  }

  private String made(DataSource pool, String scope, String sql) {
    return made(pool, now.get(), scope, sql);
  }

  /**
   * Makes a step, in a transaction.
   *
   * @throws IllegalStateException if the connection has broken, so that nobody knows whether it was
   *     made; and for a deadlock
   */
  private String made(DataSource pool, long at, String scope, String sql) {
    try (Connection connection = pool.getConnection();
        PreparedStatement call =
            connection.prepareStatement("select model.step(?, ?::timestamptz, ?, ?)")) {
      call.setObject(1, tenant);
      call.setString(2, LedgerPeriods.instant(at).toString());
      call.setString(3, scope);
      call.setString(4, LedgerRun.inTenant(tenant, sql));
      try (ResultSet row = call.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (state.matches("null|08...|57P0.|40P01|XX000")) {
        throw new IllegalStateException(e);
      }
      // what the model's steps are refused with
      assertThat(state).as("%s: %s", sql, e.getMessage()).matches("22...|23...|42501|40001");
      return state;
    }
  }

  /** No more run than may at once, at any time. */
  private boolean watch() throws InterruptedException {
    assertThat(
            again(
                () ->
                    providers.query(
                        """
                        select sum(c.held + c.used) from lyss_provider.quota_counters as c
                        where c.tenant_id = '%s' and c.limit_id = '%s'
                        having sum(c.held + c.used) > %d
                        """
                            .formatted(tenant, LedgerStep.id("requests at once"), AT_ONCE))))
        .isEmpty();
    return true;
  }
}
