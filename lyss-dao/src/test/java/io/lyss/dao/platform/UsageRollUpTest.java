package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Repricing;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UsageBucket;
import io.lyss.dao.UsageWindow;
import io.lyss.dao.testing.Seed;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Sums equal a recount of the rows, however much is rolled up: after requests that are recorded
 * late or twice, in transactions that commit after a refresh or roll back, and that are priced
 * late.
 */
class UsageRollUpTest extends PlatformTest {

  private static final int STEPS = 60;

  private static final String RECOUNT =
      """
      select concat_ws(' ', p, u, coalesce(m, '-'), sum(n), sum(t), sum(c)::numeric(20, 8))
      from (
        select provider_id, user_id, model, 1, tokens_used, coalesce(cost, 0)
        from lyss_platform.usage_statistics
        union all
        select s.provider_id, s.user_id, s.model, 0, 0, a.cost
        from lyss_platform.usage_adjustments as a
        join lyss_platform.usage_statistics as s on s.id = a.usage_id
      ) as f (p, u, m, n, t, c)
      group by p, u, m
      """;

  /** Each request in the currency in which it was last priced. */
  private static final String BY_CURRENCY =
      """
      select concat_ws(' ', coalesce(k.currency, '-'), count(*), count(*) filter (where k.cost is null),
        coalesce(sum(k.cost), 0)::numeric(20, 8))
      from lyss_platform.usage_statistics as s
      left join lateral (
        select a.currency from lyss_platform.usage_adjustments as a
        where a.usage_id = s.id
        order by a.number desc
        limit 1
      ) as l on true
      cross join lateral (select coalesce(l.currency, s.currency)) as p (currency)
      cross join lateral (
        select p.currency, sum(c.cost)
        from (
          select s.currency, s.cost
          union all
          select a.currency, a.cost from lyss_platform.usage_adjustments as a where a.usage_id = s.id
        ) as c (currency, cost)
        where c.currency is not distinct from p.currency
      ) as k (currency, cost)
      group by k.currency
      """;

  private final Seed seed = new Seed();
  private final Random random = seed.random();
  private final User admin = platform.admin();
  private final List<User> users = List.of(platform.user(), platform.user());
  private final List<Provider> providers =
      List.of(platform.organization(admin), platform.organization(admin));
  private final UsageDao system = platform.system().usage();
  private final List<NewUsage> told = new ArrayList<>();

  @BeforeAll
  void prices() {
    platform
        .database()
        .execute(
            """
            create or replace function lyss_platform.price_span(
              p_provider_type text, p_model text, p_at timestamptz, p_last timestamptz,
              out price_id uuid, out currency char(3), out unit_prices jsonb, out until timestamptz
            )
            language plpgsql stable
            as $$
            begin
              until := 'infinity';
              if p_model = current_setting('test.priced', true) then
                price_id := gen_random_uuid();
                currency := current_setting('test.currency');
                unit_prices := '{"input": 1000, "output": 0}';
              end if;
            end
            $$;
            """);
  }

  private NewUsage request() {
    Instant at = Instant.now().minus(Duration.ofMinutes(random.nextInt(60 * 24 * 3)));
    int user = users.get(random.nextInt(2)).id();
    int provider = providers.get(random.nextInt(2)).id();
    NewUsage usage =
        random.nextBoolean()
            ? NewUsage.of(user, provider, random.nextInt(100), new BigDecimal("0.25"))
            : NewUsage.of(user, provider, "m", TokenCounts.of(random.nextInt(100), 3));
    return usage.withId(Ids.at(at));
  }

  @Test
  void sumsAreThoseOfARecount() throws SQLException {
    List<Connection> open = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(6)) {
        case 0 -> {
          Connection connection = platform.pool().getConnection();
          connection.setAutoCommit(false);
          platform.system().joining(connection).usage().record(List.of(request(), request()));
          open.add(connection);
          if (open.size() > 2) {
            close(open.remove(0));
          }
        }
        case 1 -> {
          if (!open.isEmpty()) {
            close(open.remove(0));
          }
        }
        case 2 -> platform.system().maintenance().refreshUsage();
        case 3 -> price();
        default -> {
          List<NewUsage> batch = new ArrayList<>(List.of(request(), request()));
          assertThat(system.record(batch)).as(seed.toString()).isEqualTo(2);
          if (!told.isEmpty()) {
            assertThat(system.record(told.get(random.nextInt(told.size())))).isFalse();
          }
          told.addAll(batch);
        }
      }
      compare(seed + ", step " + step);
    }
    for (Connection connection : open) {
      close(connection);
    }
  }

  private void close(Connection connection) throws SQLException {
    if (random.nextInt(3) == 0) {
      connection.rollback();
    } else {
      connection.commit();
    }
    connection.setAutoCommit(true);
    connection.close();
  }

  private void price() throws SQLException {
    try (Connection connection = platform.pool().getConnection()) {
      connection.setAutoCommit(false);
      connection
          .createStatement()
          .execute(
              "set local test.priced = 'm'; set local test.currency = '%s'"
                  .formatted(random.nextInt(3) == 0 ? "EUR" : "USD"));
      UsageDao dao = platform.system().joining(connection).usage();
      dao.priceUnpriced("late", PageRequest.first(5));
      dao.rerate(new Repricing("m", Instant.MIN, Instant.MAX, "anew"), PageRequest.first(5));
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  private void compare(String when) {
    List<String> recount = platform.query(RECOUNT);
    for (UsageBucket bucket : List.of(UsageBucket.ALL, UsageBucket.DAY)) {
      UsageWindow window =
          UsageWindow.of(Instant.MIN, Instant.MAX).by(bucket, ZoneId.of("Asia/Kathmandu"));
      List<UsageSum> sums =
          system.list(
              UsageQuery.of(
                  window, UsageDimension.PROVIDER, UsageDimension.USER, UsageDimension.MODEL));
      if (bucket == UsageBucket.ALL) {
        assertThat(sums)
            .as(when)
            .extracting(
                sum ->
                    "%d %d %s %d %d %s"
                        .formatted(
                            sum.providerId().orElseThrow(),
                            sum.userId().orElseThrow(),
                            sum.model().orElse("-"),
                            sum.requests(),
                            sum.tokens(),
                            sum.cost().setScale(8).toPlainString()))
            .containsExactlyInAnyOrderElementsOf(recount);
      }
      List<UsageSum> all = system.list(UsageQuery.of(window));
      assertThat(all.stream().mapToLong(UsageSum::requests).sum())
          .as(when)
          .isEqualTo(sums.stream().mapToLong(UsageSum::requests).sum());
    }
    assertThat(
            system.list(
                UsageQuery.of(UsageWindow.of(Instant.MIN, Instant.MAX), UsageDimension.CURRENCY)))
        .as(when)
        .filteredOn(sum -> sum.requests() != 0)
        .extracting(
            sum ->
                "%s %d %d %s"
                    .formatted(
                        sum.currency().orElse("-"),
                        sum.requests(),
                        sum.unpriced(),
                        sum.cost().setScale(8).toPlainString()))
        .containsExactlyInAnyOrderElementsOf(platform.query(BY_CURRENCY));
    long requests =
        system.list(UsageQuery.of(UsageWindow.of(Instant.MIN, Instant.MAX))).stream()
            .mapToLong(UsageSum::requests)
            .sum();
    assertThat(
            system.ranking(Instant.MIN, Instant.MAX, 9).stream()
                .mapToLong(RankedProvider::requests)
                .sum())
        .as(when)
        .isEqualTo(requests);
    assertThat(system.activeUsers(Instant.MIN, Instant.MAX))
        .as(when)
        .isEqualTo(recount.stream().map(row -> row.split(" ")[1]).distinct().count());
    assertThat(system.summary())
        .as(when)
        .extracting(ProviderUsage::totalTokens)
        .containsExactlyElementsOf(
            platform
                .query(
                    "select coalesce(sum(tokens_used), 0) from lyss_platform.provider_configs as p"
                        + " left join lyss_platform.usage_statistics as s on s.provider_id = p.id"
                        + " group by p.id order by p.id")
                .stream()
                .map(Long::valueOf)
                .toList());
  }
}
