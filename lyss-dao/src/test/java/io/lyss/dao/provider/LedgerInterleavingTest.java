package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.NewPrice;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PricedModel;
import io.lyss.dao.Repricing;
import io.lyss.dao.Scope;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UnitPrices;
import io.lyss.dao.testing.Alone;
import io.lyss.throwaway.Whole;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Each two changes of the same limits, and three, the others begun while the first is not
 * committed: what comes of it is what comes of them one after the other, or of the others alone if
 * the first is undone.
 *
 * <p>Of three changes at once, a build tries some; {@code -Dlyss.triples=all} tries all.
 */
@Alone
@Whole("QuotaConcurrencyTest and LedgerConcurrencyTest let chance say who is first")
class LedgerInterleavingTest extends ProviderServiceTest {

  /** The place of the first triple that is tried, and of how many one is. */
  private static final int EVERY = System.getProperty("lyss.triples", "").equals("all") ? 1 : 41;

  private final ExecutorService others = Executors.newFixedThreadPool(2);

  @AfterAll
  void stop() {
    others.shutdownNow();
  }

  /** A tenant with a hold that is over, one that is not, and limits that both count for. */
  private final class Ledger {
    final Scope.TenantUser scope = TestProviders.user(Ids.next());
    final ProviderSession user = providers.as(scope);
    final Channel channel =
        providers.channel(
            scope.tenantId(), providers.newChannel("m").withLimits(new Quota(100), 100));
    final UserToken token =
        user.tokens().issue(NewToken.of("t").withLimits(new Quota(120), 100)).details();
    final Budget budget =
        providers
            .system()
            .budgets(scope.tenantId())
            .create(
                NewBudget.ofTenant("b", LimitUnit.AMOUNT, LimitPeriod.TOTAL, new BigDecimal(110))
                    .withSoftLimit(new BigDecimal(95)));
    final Budget costs =
        providers
            .system()
            .budgets(scope.tenantId())
            .create(
                NewBudget.ofTenant("c", LimitUnit.COST, LimitPeriod.TOTAL, new BigDecimal(100))
                    .withCurrency("USD")
                    .withSoftLimit(new BigDecimal(3)));
    final NewReservation over = request(60).withHold(Duration.ofMinutes(1));
    final NewReservation open = request(20).withHold(Duration.ofHours(12));

    final NewUsage charged =
        NewUsage.of(scope.userId(), channel.id(), "m", TokenCounts.of(500_000, 0))
            .withAmount(25)
            .withToken(token.id());

    Ledger() {
      price(2);
      NewReservation priced = request(0);
      user.quota().reserve(priced);
      user.quota().settle(priced.id(), Consumption.of(TokenCounts.of(1_000_000, 0)).withAmount(0));
      price(4);
      user.quota().reserve(over);
      user.quota().reserve(open);
    }

    /** What a million tokens cost, as if it had never been anything else. */
    private void price(int dollars) {
      providers
          .database()
          .execute(
              "delete from lyss_provider.model_prices where tenant_id = '%s'"
                  .formatted(scope.tenantId()));
      providers
          .system()
          .prices(scope.tenantId())
          .set(
              NewPrice.of(
                      new PricedModel("openai", "m"),
                      "USD",
                      UnitPrices.of(new BigDecimal(dollars), new BigDecimal(dollars)))
                  .from(Instant.now().minus(Duration.ofDays(10))));
    }

    NewReservation request(long amount) {
      return NewReservation.of(ChannelRequest.of("m").withToken(token.id()), channel.id(), amount);
    }

    /** What is counted, without ids, and that it reconciles. */
    String state() {
      assertThat(providers.system().quota(scope.tenantId()).reconcile()).isEmpty();
      return providers
          .query(
              """
              select concat_ws(' ', case c.limit_id
                  when '%2$s' then 'channel' when '%3$s' then 'token' else 'budget'
                end, c.measure, sum(c.held), sum(c.used))
              from lyss_provider.quota_counters as c where c.tenant_id = '%1$s' and c.measure <> 'rate_limit'
              group by c.limit_id, c.measure
              union all
              select concat_ws(' ', r.amount, r.state, r.settled_amount)
              from lyss_provider.quota_reservations as r where r.tenant_id = '%1$s'
              union all
              select 'used ' || sum(u.amount) from lyss_provider.usage_records as u
              where u.tenant_id = '%1$s'
              union all
              select concat_ws(' ', 'limits', c.quota, (select count(*) from lyss_provider.budgets as b where b.tenant_id = '%1$s'))
              from lyss_provider.provider_channels as c where c.tenant_id = '%1$s'
              union all
              select 'told ' || count(*) from lyss_provider.outbox_events as e
              where e.tenant_id = '%1$s' and e.type = 'budget.soft_limit_reached'
              order by 1
              """
                  .formatted(scope.tenantId(), channel.id(), token.id()))
          .toString();
    }
  }

  private interface Call {
    Object on(ProviderSession session, Ledger ledger);
  }

  private record Change(String name, boolean bySystem, Call call) {
    ProviderSession session(TestProviders providers, Ledger ledger) {
      return bySystem ? providers.system() : ledger.user;
    }

    String answer(ProviderSession session, Ledger ledger) {
      return name + " " + call.on(session, ledger);
    }
  }

  private static Consumption took(long amount) {
    return Consumption.ofTokens(amount, 0, "USD", BigDecimal.ONE);
  }

  private static final Change EXPIRE =
      new Change(
          "expire",
          true,
          (s, l) -> {
            s.maintenance().expireReservations(1000);
            return "";
          });

  private static final List<Change> CHANGES =
      List.of(
          new Change("reserve little", false, (s, l) -> s.quota().reserve(l.request(10)).outcome()),
          new Change("reserve much", false, (s, l) -> s.quota().reserve(l.request(35)).outcome()),
          new Change("settle less", false, (s, l) -> s.quota().settle(l.open.id(), took(5))),
          new Change("settle more", false, (s, l) -> s.quota().settle(l.open.id(), took(70))),
          new Change("settle late", false, (s, l) -> s.quota().settle(l.over.id(), took(60))),
          new Change("release", false, (s, l) -> s.quota().release(l.over.id())),
          EXPIRE,
          new Change("charge", false, (s, l) -> s.usage().charge(l.charged)),
          new Change(
              "rerate",
              true,
              (s, l) ->
                  s.usage(l.scope.tenantId())
                      .rerate(
                          new Repricing("m", Instant.MIN, Instant.MAX, "was wrong"),
                          PageRequest.first(100))
                      .adjusted()),
          new Change(
              "add quota",
              true,
              (s, l) ->
                  s.channels(l.scope.tenantId())
                      .addQuota(l.channel.id(), Ids.next(), -15)
                      .limits()
                      .quota()),
          new Change(
              "change budget",
              true,
              (s, l) ->
                  s.budgets(l.scope.tenantId())
                      .update(
                          l.budget.withLimits(
                              Optional.of(new BigDecimal(85)), Optional.of(new BigDecimal(85))))
                      .hardLimit()),
          new Change(
              "add to budget",
              true,
              (s, l) ->
                  s.budgets(l.scope.tenantId())
                      .add(l.budget.id(), Ids.next(), new BigDecimal(-15))
                      .hardLimit()),
          new Change(
              "delete budget",
              true,
              (s, l) -> {
                s.budgets(l.scope.tenantId()).delete(l.budget.id());
                return "";
              }),
          new Change(
              "delete channel",
              true,
              (s, l) -> {
                s.channels(l.scope.tenantId()).delete(l.channel.id());
                return "";
              }));

  private static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static final Set<String> SETTING = Set.of("change budget", "add to budget");

  /**
   * Ledgers for the next cases. They are made together, because the database plans all statements
   * anew when the clock is moved.
   */
  private final Deque<Ledger> ledgers = new ArrayDeque<>();

  /**
   * A new ledger.
   *
   * @param expires whether holds expire in it; then they also expire in those that were made with
   *     it
   */
  private Ledger ledger(boolean expires) {
    if (ledgers.isEmpty() || expires) {
      ledgers.clear();
      Stream.generate(Ledger::new).limit(expires ? 1 : 80).forEach(ledgers::add);
      providers.moveClock(Duration.ofMinutes(2));
    }
    return ledgers.remove();
  }

  private String alone(boolean expires, Change... changes) {
    Ledger ledger = ledger(expires);
    List<String> answers = new ArrayList<>();
    for (Change change : changes) {
      try {
        answers.add(change.answer(change.session(providers, ledger), ledger));
      } catch (RuntimeException e) {
        answers.add(change.name + " " + e.getClass().getSimpleName());
      }
    }
    return answers.stream().sorted().toList() + expired(ledger, expires).state();
  }

  /** Expires holds once more: the first time, those that somebody else had locked were skipped. */
  private Ledger expired(Ledger ledger, boolean expires) {
    if (expires) {
      providers.system().maintenance().expireReservations(1000);
    }
    return ledger;
  }

  /** The result of changes of which the first is committed, or undone, only when all have begun. */
  private String interleaved(List<Change> changes, boolean undone) throws Exception {
    boolean expires = changes.contains(EXPIRE);
    Ledger ledger = ledger(expires);
    Change first = changes.get(0);
    List<String> answers = new ArrayList<>();
    List<CompletableFuture<String>> waiting = new ArrayList<>();
    try {
      first
          .session(providers, ledger)
          .useTransaction(
              inner -> {
                String answer = first.answer(inner, ledger);
                for (Change other : changes.subList(1, changes.size())) {
                  waiting.add(begun(other, ledger));
                  awaitEndOrLock(waiting);
                }
                if (undone) {
                  throw new Undone();
                }
                answers.add(answer);
              });
    } catch (Undone e) {
      // as asked for
    }
    for (CompletableFuture<String> other : waiting) {
      answers.add(other.get(30, TimeUnit.SECONDS));
    }
    return answers.stream().sorted().toList() + expired(ledger, expires).state();
  }

  private CompletableFuture<String> begun(Change change, Ledger ledger) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return change.answer(change.session(providers, ledger), ledger);
          } catch (RuntimeException e) {
            return change.name + " " + e.getClass().getSimpleName();
          }
        },
        others);
  }

  /** Returns once each of the others has ended, or waits for a lock. */
  private void awaitEndOrLock(List<CompletableFuture<String>> waiting) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (waiting.stream().filter(other -> !other.isDone()).count()
        > providers.waitingForLocks()) {
      assertThat(System.nanoTime()).as("nobody waits for a lock").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void eachTwoChangesDoWhatOneAfterTheOtherDoes() throws Exception {
    for (boolean expires : List.of(false, true)) {
      Orders orders = new Orders(expires);
      for (List<Change> pair : pairs(expires)) {
        orders.hold(pair);
      }
    }
  }

  @Test
  void eachThreeChangesDoWhatOneAfterTheOtherDoes() throws Exception {
    for (boolean expires : List.of(false, true)) {
      Orders orders = new Orders(expires);
      for (List<Change> three : triples(expires)) {
        orders.hold(three);
      }
    }
  }

  /** The result of changes one after the other; each order is tried once. */
  private final class Orders {
    private final boolean expires;
    private final Map<List<Change>, String> serial = new HashMap<>();

    Orders(boolean expires) {
      this.expires = expires;
    }

    void hold(List<Change> changes) throws Exception {
      for (boolean undone : List.of(false, true)) {
        List<Change> counted = undone ? changes.subList(1, changes.size()) : changes;
        String found = interleaved(changes, undone);
        List<String> possible = new ArrayList<>();
        for (List<Change> order : orders(counted)) {
          possible.add(
              serial.computeIfAbsent(order, o -> alone(expires, o.toArray(Change[]::new))));
          if (same(found, possible.get(possible.size() - 1), changes)) {
            break;
          }
        }
        assertThat(possible)
            .as(
                "%s%s: %s",
                changes.stream().map(Change::name).collect(Collectors.joining(", then ")),
                undone ? ", the first undone" : "",
                found)
            .anyMatch(one -> same(found, one, changes));
      }
    }
  }

  /**
   * If one transaction passes a soft limit while another sets it, the next request publishes that;
   * all else is as if one had come after the other.
   */
  private static boolean same(String found, String serial, List<Change> changes) {
    boolean sets = changes.stream().anyMatch(change -> SETTING.contains(change.name));
    return sets
        ? found.replaceAll("told \\d+", "told").equals(serial.replaceAll("told \\d+", "told"))
        : found.equals(serial);
  }

  /** The changes in each order. */
  private static List<List<Change>> orders(List<Change> changes) {
    if (changes.size() < 2) {
      return List.of(changes);
    }
    List<List<Change>> orders = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      List<Change> rest = new ArrayList<>(changes);
      Change first = rest.remove(i);
      for (List<Change> order : orders(rest)) {
        List<Change> one = new ArrayList<>(List.of(first));
        one.addAll(order);
        orders.add(one);
      }
    }
    return orders;
  }

  /** All pairs in which holds expire, or those in which they do not. */
  private static List<List<Change>> pairs(boolean expire) {
    return CHANGES.stream()
        .flatMap(one -> CHANGES.stream().map(other -> List.of(one, other)))
        .filter(pair -> pair.contains(EXPIRE) == expire)
        .toList();
  }

  /** Three different changes in each order, or one of so many. */
  private static List<List<Change>> triples(boolean expire) {
    List<List<Change>> all =
        Stream.of(true, false)
            .flatMap(either -> pairs(either).stream())
            .flatMap(
                pair -> CHANGES.stream().map(third -> List.of(pair.get(0), pair.get(1), third)))
            .filter(three -> Set.copyOf(three).size() == 3 && three.contains(EXPIRE) == expire)
            .toList();
    return IntStream.range(0, all.size())
        .filter(place -> place % EVERY == 0)
        .mapToObj(all::get)
        .toList();
  }
}
