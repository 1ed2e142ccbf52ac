package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.QUOTA_COUNTERS;
import static io.lyss.dao.provider.jooq.Tables.QUOTA_ENTRIES;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.testing.Expect;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.jooq.Condition;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;

/** Nobody sets what binds them, and everybody sees it. */
class BudgetIsolationTest extends ProviderServiceTest {

  private static final BigDecimal TEN = BigDecimal.TEN;

  private final UUID tenant = Ids.next();
  private final UUID group = Ids.next();
  private final Scope.TenantUser user = TestProviders.user(tenant, group);
  private final Scope.TenantUser colleague = TestProviders.user(tenant, Ids.next());
  private final UserToken token = providers.as(user).tokens().issue(NewToken.of("t")).details();
  private final UserToken colleagues =
      providers.as(colleague).tokens().issue(NewToken.of("t")).details();
  private final Channel channel = providers.channel(tenant, providers.newChannel("m"));

  /** Each kind of caller by name, with the budgets that they see. */
  private Map<String, BudgetDao> everybody() {
    Map<String, BudgetDao> everybody = new LinkedHashMap<>();
    everybody.put("system", providers.system().budgets(tenant));
    everybody.put(
        "platform", providers.service().asAdministrator(Ids.next(), "test").budgets(tenant));
    everybody.put("admin", providers.as(TestProviders.admin(tenant)).budgets());
    everybody.put("user", providers.as(user).budgets());
    everybody.put("colleague", providers.as(colleague).budgets());
    everybody.put("member", providers.as(TestProviders.user(tenant, group)).budgets());
    // who only says so
    everybody.put("stranger", providers.as(TestProviders.admin(Ids.next(), group)).budgets(tenant));
    everybody.put(
        "namesake",
        providers
            .as(new Scope.TenantUser(Ids.next(), user.userId(), user.groupIds(), user.role()))
            .budgets(tenant));
    return everybody;
  }

  private Map<String, NewBudget> budgets() {
    Map<String, NewBudget> budgets = new LinkedHashMap<>();
    budgets.put("tenant", NewBudget.ofTenant("b", LimitUnit.AMOUNT, LimitPeriod.DAY, TEN));
    budgets.put("group", of(LimitSubject.GROUP, group));
    budgets.put("user", of(LimitSubject.USER, user.userId()));
    budgets.put("channel", of(LimitSubject.CHANNEL, channel.id()));
    budgets.put(
        "each user",
        NewBudget.ofEach("b", LimitSubject.USER, LimitUnit.AMOUNT, LimitPeriod.DAY, TEN));
    budgets.put("token", NewBudget.ofToken("b", token, LimitUnit.AMOUNT, LimitPeriod.DAY, TEN));
    return budgets;
  }

  private static NewBudget of(LimitSubject subject, UUID id) {
    return NewBudget.of("b", subject, id, LimitUnit.AMOUNT, LimitPeriod.DAY, TEN);
  }

  @Test
  void onlyThoseWhomItDoesNotBindSetIt() {
    Map<String, Set<String>> expected = new HashMap<>();
    expected.put("tenant", Set.of("system", "platform"));
    for (String kind : List.of("group", "user", "channel", "each user")) {
      expected.put(kind, Set.of("system", "platform", "admin"));
    }
    expected.put("token", Set.of("system", "platform", "admin", "user"));
    budgets()
        .keySet()
        .forEach(
            kind -> {
              Set<String> can = new TreeSet<>();
              everybody()
                  .forEach(
                      (name, dao) -> {
                        if (allowed(() -> dao.create(budgets().get(kind)))) {
                          can.add(name);
                        }
                      });
              assertThat(can).as(kind).isEqualTo(new TreeSet<>(expected.get(kind)));
            });
  }

  private static boolean allowed(Runnable call) {
    try {
      call.run();
      return true;
    } catch (ScopeDeniedException | NotFoundException | ConstraintException e) {
      return false;
    }
  }

  @Test
  void usersSeeABudgetThatLimitsThemAndOnlyItsSetterChangesIt() {
    Map<String, Set<String>> seenBy = new HashMap<>();
    seenBy.put("group", Set.of("system", "platform", "admin", "user", "member"));
    seenBy.put("user", Set.of("system", "platform", "admin", "user"));
    seenBy.put("token", Set.of("system", "platform", "admin", "user"));
    Set<String> all = Set.of("system", "platform", "admin", "user", "colleague", "member");
    for (String setter : List.of("system", "admin", "user")) {
      budgets()
          .forEach(
              (kind, wanted) -> {
                BudgetDao dao = everybody().get(setter);
                if (!allowed(() -> dao.create(wanted))) {
                  return;
                }
                Budget budget = dao.get(wanted.id());
                Set<String> see = new TreeSet<>();
                Set<String> change = new TreeSet<>();
                everybody()
                    .forEach(
                        (name, other) -> {
                          if (other.find(budget.id()).isPresent()) {
                            see.add(name);
                            assertThat(other.list(PageRequest.first(1000)).items())
                                .extracting(Budget::id)
                                .contains(budget.id());
                          }
                          Budget now = dao.get(budget.id());
                          if (allowed(() -> other.update(now.withName("changed " + name)))) {
                            change.add(name);
                          }
                        });
                assertThat(see)
                    .as("who sees the budget of %s", kind)
                    .isEqualTo(new TreeSet<>(seenBy.getOrDefault(kind, all)));
                Set<String> setters = new TreeSet<>(Set.of("system", "platform"));
                if (!setter.equals("system")) {
                  setters.add(setter);
                }
                assertThat(change)
                    .as("who changes what %s has set for %s", setter, kind)
                    .isEqualTo(setters);
                everybody()
                    .forEach(
                        (name, other) -> {
                          if (!setters.contains(name)) {
                            Expect.notFound("budget", budget.id(), () -> other.delete(budget.id()));
                          }
                        });
                dao.delete(budget.id());
              });
    }
  }

  @Test
  void nobodySetsABudgetForAnothersToken() {
    NewBudget wanted = NewBudget.ofToken("b", colleagues, LimitUnit.AMOUNT, LimitPeriod.DAY, TEN);
    assertThat(allowed(() -> providers.as(user).budgets().create(wanted))).isFalse();
    // as if it were the user's own
    NewBudget own =
        new NewBudget(
            wanted.id(),
            "b",
            wanted.subject(),
            wanted.subjectId(),
            Optional.of(user.userId()),
            wanted.model(),
            wanted.unit(),
            wanted.currency(),
            wanted.period(),
            wanted.hardLimit(),
            wanted.softLimit());
    Expect.refused(
        "budgets_tenant_id_token_id_user_id_fk", () -> providers.as(user).budgets().create(own));
  }

  @Test
  void aUsersBudgetForEachTokenBindsThatUserAlone() {
    NewBudget each =
        NewBudget.ofEach("b", LimitSubject.TOKEN, LimitUnit.AMOUNT, LimitPeriod.TOTAL, TEN);
    Budget budget = providers.as(user).budgets().create(each);
    assertThat(budget.setBy()).isEqualTo(BudgetSetter.USER);
    ChannelRequest request = ChannelRequest.of("m");
    assertThat(providers.as(user).quota().remaining(request.withToken(token.id())))
        .extracting(RemainingQuota::limitId)
        .contains(budget.id());
    assertThat(providers.as(colleague).quota().remaining(request.withToken(colleagues.id())))
        .extracting(RemainingQuota::limitId)
        .doesNotContain(budget.id());
  }

  /** What is counted of a channel is seen by those who see the channel. */
  @Test
  void countersAreSeenByThoseWhomTheyAreOf() {
    Channel own = providers.personal(user, providers.newChannel("m"));
    providers
        .system()
        .budgets(tenant)
        .create(
            NewBudget.ofEach("b", LimitSubject.CHANNEL, LimitUnit.AMOUNT, LimitPeriod.TOTAL, TEN));
    providers
        .as(user)
        .quota()
        .reserve(NewReservation.of(ChannelRequest.of("m").withToken(token.id()), own.id(), 1));
    Condition ofOwn = QUOTA_COUNTERS.HOLDER_ID.eq(own.id());
    for (Scope.TenantUser other : List.of(colleague, TestProviders.admin(Ids.next(), group))) {
      assertThat(
              providers
                  .as(other)
                  .<Integer, RuntimeException>withJooq(
                      jooq -> jooq.fetchCount(QUOTA_COUNTERS, ofOwn)))
          .isZero();
      assertThat(
              providers
                  .as(other)
                  .<Integer, RuntimeException>withJooq(jooq -> jooq.fetchCount(QUOTA_ENTRIES)))
          .isZero();
    }
    assertThat(
            providers
                .as(user)
                .<Integer, RuntimeException>withJooq(
                    jooq -> jooq.fetchCount(QUOTA_COUNTERS, ofOwn)))
        .isEqualTo(3);
  }

  @Test
  void nobodyWritesCountersAndLedger() {
    for (ProviderSession session :
        List.of(
            providers.as(user), providers.as(TestProviders.admin(tenant)), providers.system())) {
      for (String statement :
          List.of(
              "update lyss_provider.quota_counters set used = 0",
              "delete from lyss_provider.quota_counters",
              "update lyss_provider.quota_entries set reason = null",
              "delete from lyss_provider.quota_entries",
              "select lyss_provider.count_quota('%s', '{}')".formatted(tenant),
              "select lyss_provider.hold_quota('%s', '{}', null)".formatted(tenant))) {
        Assertions.assertThatExceptionOfType(DataAccessException.class)
            .as(statement)
            .isThrownBy(() -> session.withJooq(jooq -> jooq.execute(statement)))
            .withMessageContaining("permission denied");
      }
    }
    Expect.denied(() -> providers.as(TestProviders.admin(tenant)).quota().reconcile());
    Expect.denied(() -> providers.as(TestProviders.admin(tenant)).quota().repair(Ids.next(), "r"));
  }
}
