package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.ANSWER_PROVIDER_ACCESS;
import static io.lyss.dao.platform.jooq.Tables.EXPLAIN_PROVIDER_ACCESS;
import static io.lyss.dao.platform.jooq.Tables.EXPLAIN_PROVIDER_ACCESS_AT;
import static io.lyss.dao.platform.jooq.Tables.PROVIDER_ACCESS;
import static io.lyss.dao.platform.jooq.Tables.PROVIDER_USERS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.when;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.internal.Answers;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.platform.jooq.routines.CanUserAccessProvider;
import io.lyss.dao.platform.jooq.routines.CountProviderUsers;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.impl.SQLDataType;

/** Asks who may use a provider: one predicate, in its several forms. */
final class ProviderAccess {

  private static final ScopedStatement<Boolean> CAN_ACCESS =
      Platform.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new CanUserAccessProvider()).value());

  // For system work, and for users who ask about themselves.
  private static final ScopedStatement<Boolean> ASK_ACCESS =
      CAN_ACCESS.unbound("can_user_access_provider", "ask_provider_access");

  private static final RowType<Answers.Reply> REPLY =
      RowType.builder(Answers.Reply.class, ANSWER_PROVIDER_ACCESS)
          .column("answer", ANSWER_PROVIDER_ACCESS.GRANTED)
          .expression(
              "answer",
              reply ->
                  when(condition(Sql.in(reply, ANSWER_PROVIDER_ACCESS.GRANTED)), inline("granted"))
                      .otherwise(inline("denied")))
          .build();

  private static final ScopedStatement<Answers.Reply> ANSWER_ACCESS =
      Platform.statement(REPLY, () -> FunctionCall.of(ANSWER_PROVIDER_ACCESS).rows(REPLY));

  private static final RowType<Integer> PROVIDER =
      RowType.of(Integer.class, PROVIDER_ACCESS.PROVIDER_ID);

  private static final ScopedStatement<Integer> ACCESSIBLE =
      Platform.statement(
          PROVIDER,
          () ->
              select(PROVIDER.columns())
                  .from(PROVIDER_ACCESS)
                  .where(Sql.is(PROVIDER_ACCESS.USER_ID))
                  .and(
                      PROVIDER_ACCESS.PROVIDER_ID.eq(
                          any(Sql.arg("provider_ids", SQLDataType.INTEGER.array())))));

  private static final RowType<AccessExplanation> EXPLANATION =
      RowType.of(AccessExplanation.class, EXPLAIN_PROVIDER_ACCESS);

  private static final ScopedStatement<AccessExplanation> EXPLAIN =
      Platform.statement(
          EXPLANATION, () -> FunctionCall.of(EXPLAIN_PROVIDER_ACCESS).rows(EXPLANATION));

  private static final ScopedStatement<AccessExplanation> ASK_EXPLANATION =
      EXPLAIN.unbound("explain_provider_access", "ask_access_explanation");

  private static final ScopedStatement<AccessExplanation> EXPLAIN_AT =
      Platform.statement(
          EXPLANATION, () -> FunctionCall.of(EXPLAIN_PROVIDER_ACCESS_AT).rows(EXPLANATION));

  private static final RowType<ProviderUser> PROVIDER_USER =
      RowType.of(ProviderUser.class, PROVIDER_USERS);

  private static final ScopedStatement<ProviderUser> USERS_OF =
      Platform.statement(PROVIDER_USER, () -> FunctionCall.of(PROVIDER_USERS).rows(PROVIDER_USER));

  private static final ScopedStatement<Long> COUNT_USERS_OF =
      Platform.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new CountProviderUsers()).value());

  private final Scope scope;
  private final ScopedExecutor executor;

  ProviderAccess(Scope scope, ScopedExecutor executor) {
    this.scope = scope;
    this.executor = executor;
  }

  boolean canUserAccessProvider(int userId, int providerId) {
    if (scope instanceof Scope.PlatformUser user && user.userId() == userId) {
      Answers answers = executor.answers();
      if (answers != null) {
        return answers.ask(
            Answers.Question.ofRight(
                "provider_access/" + userId + '/' + providerId,
                List.of("user:" + userId, "provider:" + providerId)),
            executor.mayReadLate(),
            known ->
                executor
                    .onPrimary()
                    .read("ProviderDao.canUserAccessProvider", ANSWER_ACCESS)
                    .with("user_id", userId)
                    .with("provider_id", providerId)
                    .with("known", known)
                    .one());
      }
    }
    return executor
        .read("ProviderDao.canUserAccessProvider", isOfOthers(userId) ? CAN_ACCESS : ASK_ACCESS)
        .with("user_id", userId)
        .with("provider_id", providerId)
        .one();
  }

  private boolean isOfOthers(int userId) {
    return scope instanceof Scope.PlatformUser user && user.userId() != userId;
  }

  Set<Integer> accessibleProviders(int userId, Collection<Integer> providerIds) {
    return new LinkedHashSet<>(
        executor
            .read("ProviderDao.accessibleProviders", ACCESSIBLE)
            .with("user_id", userId)
            .with("provider_ids", providerIds)
            .list());
  }

  AccessExplanation explainAccess(int userId, int providerId) {
    return executor
        .read("ProviderDao.explainAccess", isOfOthers(userId) ? EXPLAIN : ASK_EXPLANATION)
        .with("user_id", userId)
        .with("provider_id", providerId)
        .one();
  }

  AccessExplanation explainAccess(int userId, int providerId, Instant at) {
    return executor
        .read("ProviderDao.explainAccess", EXPLAIN_AT)
        .with("user_id", userId)
        .with("provider_id", providerId)
        .with("at", at)
        .one();
  }

  Page<ProviderUser> usersOf(int providerId, Optional<Instant> at, PageRequest page) {
    return executor
        .read("ProviderDao.usersOf", USERS_OF)
        .with("provider_id", providerId)
        .with("at", at)
        .oldestFirst(page, user -> new Cursor(Instant.EPOCH, user.userId()));
  }

  long countUsersOf(int providerId) {
    return executor
        .read("ProviderDao.countUsersOf", COUNT_USERS_OF)
        .with("provider_id", providerId)
        .with("user_ids", Optional.empty())
        .one();
  }

  long countUsersOf(int providerId, Collection<Integer> among) {
    return executor
        .read("ProviderDao.countUsersOf", COUNT_USERS_OF)
        .with("provider_id", providerId)
        .with("user_ids", among)
        .one();
  }
}
