package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Alone;
import io.lyss.throwaway.Whole;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Each two changes of the same limits, the second begun while the first is not committed: what
 * comes of it is what comes of them one after the other, or of the second alone if the first is
 * undone.
 */
@Alone
@Whole("QuotaConcurrencyTest and LedgerConcurrencyTest let chance say who is first")
class LedgerInterleavingTest extends ProviderServiceTest {

  private final ExecutorService second = Executors.newSingleThreadExecutor();

  @AfterAll
  void stop() {
    second.shutdownNow();
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
    final NewReservation over = request(60).withHold(Duration.ofMinutes(1));
    final NewReservation open = request(20).withHold(Duration.ofHours(12));

    Ledger() {
      user.quota().reserve(over);
      user.quota().reserve(open);
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

  /** Ledgers to come, made together, as moving the clock makes the database plan all anew. */
  private final Deque<Ledger> ledgers = new ArrayDeque<>();

  /**
   * A new ledger.
   *
   * @param expires whether holds expire in it: then they would in all that are made with it
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

  /** What somebody else has locked is skipped, and expires the next time. */
  private Ledger expired(Ledger ledger, boolean expires) {
    if (expires) {
      providers.system().maintenance().expireReservations(1000);
    }
    return ledger;
  }

  private String interleaved(Change first, Change other, boolean undone) throws Exception {
    Ledger ledger = ledger(expires(first, other));
    List<String> answers = new ArrayList<>();
    CompletableFuture<String> waiting = new CompletableFuture<>();
    try {
      first
          .session(providers, ledger)
          .useTransaction(
              inner -> {
                String answer = first.answer(inner, ledger);
                second.execute(
                    () -> {
                      try {
                        waiting.complete(other.answer(other.session(providers, ledger), ledger));
                      } catch (RuntimeException e) {
                        waiting.complete(other.name + " " + e.getClass().getSimpleName());
                      }
                    });
                awaitEndOrLock(waiting);
                if (undone) {
                  throw new Undone();
                }
                answers.add(answer);
              });
    } catch (Undone e) {
      // as asked for
    }
    answers.add(waiting.get(30, TimeUnit.SECONDS));
    return answers.stream().sorted().toList() + expired(ledger, expires(first, other)).state();
  }

  /** Returns once the other has ended, or waits for a lock. */
  private void awaitEndOrLock(CompletableFuture<String> other) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!other.isDone() && !providers.somebodyWaitsForALock()) {
      assertThat(System.nanoTime()).as("nobody waits for a lock").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void eachTwoChangesDoWhatOneAfterTheOtherDoes() throws Exception {
    for (boolean expires : List.of(false, true)) {
      Map<List<Change>, String> serial = new HashMap<>();
      for (List<Change> pair : pairs(expires)) {
        serial.put(pair, alone(expires, pair.get(0), pair.get(1)));
      }
      Map<Change, String> single = new HashMap<>();
      CHANGES.stream()
          .filter(change -> expires || change != EXPIRE)
          .forEach(change -> single.put(change, alone(expires, change)));
      for (List<Change> pair : pairs(expires)) {
        Change one = pair.get(0);
        Change other = pair.get(1);
        assertThat(interleaved(one, other, false))
            .as("%s, then %s", one.name, other.name)
            .matches(
                found ->
                    serialized(found, one, other, serial.get(pair))
                        || serialized(found, one, other, serial.get(List.of(other, one))),
                "one of " + serial.get(pair) + " and " + serial.get(List.of(other, one)));
        assertThat(interleaved(one, other, true))
            .as("%s undone, then %s", one.name, other.name)
            .isEqualTo(single.get(other));
      }
    }
  }

  /**
   * If one transaction passes a soft limit while another sets it, the next request publishes that;
   * all else is as if one had come after the other.
   */
  private static boolean serialized(String found, Change one, Change other, String serial) {
    boolean sets = Stream.of(one, other).anyMatch(change -> change.name.equals("change budget"));
    return sets
        ? found.replaceAll("told \\d+", "told").equals(serial.replaceAll("told \\d+", "told"))
        : found.equals(serial);
  }

  /** All pairs in which holds expire, or those in which they do not. */
  private static List<List<Change>> pairs(boolean expire) {
    return CHANGES.stream()
        .flatMap(one -> CHANGES.stream().map(other -> List.of(one, other)))
        .filter(pair -> expires(pair.get(0), pair.get(1)) == expire)
        .toList();
  }

  private static boolean expires(Change one, Change other) {
    return one == EXPIRE || other == EXPIRE;
  }
}
