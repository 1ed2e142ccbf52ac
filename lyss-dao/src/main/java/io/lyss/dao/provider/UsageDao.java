package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.PRICE_UNPRICED;
import static io.lyss.dao.provider.jooq.Tables.RERATE;
import static io.lyss.dao.provider.jooq.Tables.UNPRICED_USAGE;
import static io.lyss.dao.provider.jooq.Tables.USAGE_BY;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Repriced;
import io.lyss.dao.Repricing;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Call;
import io.lyss.dao.internal.Elements;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.provider.jooq.routines.ChargeUsage;
import io.lyss.dao.provider.jooq.routines.KeepLocalDays;
import io.lyss.dao.provider.jooq.routines.RecordUsage;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/**
 * Usage of one tenant: of requests with a reservation, which {@link QuotaDao#settle} records, and
 * of those without, which are recorded here: by {@link #charge} with all limits counting them, by
 * {@link #record} with none. Users see their own; the tenant's administrators and system work see
 * all.
 *
 * <p>Sums come from roll-ups and from usage that is not rolled up yet. They are exact at any time,
 * and stay after the rows of the requests have been dropped.
 */
public final class UsageDao {

  private static final ScopedStatement<Long> RECORD =
      ProviderService.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new RecordUsage()).value());

  private static final ScopedStatement<Boolean> CHARGE =
      ProviderService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new ChargeUsage()).value());

  private static final RowType<UsageSum> SUM = RowType.of(UsageSum.class, USAGE_BY);

  private static final ScopedStatement<UsageSum> LIST =
      ProviderService.statement(SUM, () -> FunctionCall.of(USAGE_BY).rows(SUM));

  private static final RowType<DailyUsage> DAY =
      RowType.builder(DailyUsage.class, USAGE_BY).expression("day", UsageDao::day).build();

  private static Field<LocalDate> day(Table<?> usage) {
    return field(
        "({0} at time zone 'UTC')::date", SQLDataType.LOCALDATE, Sql.in(usage, USAGE_BY.BUCKET));
  }

  private static final ScopedStatement<DailyUsage> DAILY =
      ProviderService.statement(
          DAY,
          () ->
              FunctionCall.of(USAGE_BY)
                  .passing("bucket", inline("day"))
                  .passing("zone", inline("UTC"))
                  .passing("dimensions", inline(new String[] {"model", "currency"}))
                  .passing("token_id", inline(null, SQLDataType.UUID))
                  .passing("channel_id", inline(null, SQLDataType.UUID))
                  .passing("group_id", inline(null, SQLDataType.UUID))
                  .passing("model", inline(null, SQLDataType.CLOB))
                  .rows(DAY));

  private static final RowType<UnpricedUsage> UNPRICED_ROW =
      RowType.of(UnpricedUsage.class, UNPRICED_USAGE);

  private static final ScopedStatement<UnpricedUsage> UNPRICED =
      ProviderService.statement(
          UNPRICED_ROW,
          () ->
              select(UNPRICED_ROW.columns())
                  .from(UNPRICED_USAGE)
                  .where(Sql.is(UNPRICED_USAGE.TENANT_ID))
                  .and(UNPRICED_USAGE.ID.gt(Sql.afterId()))
                  .orderBy(UNPRICED_USAGE.ID)
                  .limit(Sql.limit()));

  private record Batch(long adjusted, Optional<UUID> lastId) {

    Repriced repriced() {
      return new Repriced(adjusted, lastId.map(Cursor::new));
    }
  }

  private static final RowType<Batch> BATCH = RowType.of(Batch.class, RERATE);

  private static final ScopedStatement<Batch> REPRICE =
      ProviderService.statement(BATCH, () -> FunctionCall.of(RERATE).rows(BATCH));

  private static final ScopedStatement<Batch> PRICE =
      ProviderService.statement(BATCH, () -> FunctionCall.of(PRICE_UNPRICED).rows(BATCH));

  private static final ScopedStatement<Long> KEEP =
      ProviderService.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new KeepLocalDays()).value());

  private final ScopedExecutor executor;

  UsageDao(UUID tenantId, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", tenantId);
  }

  /** {@link #record(List)} for one request. */
  public boolean record(NewUsage usage) {
    return record(List.of(Objects.requireNonNull(usage, "usage"))) == 1;
  }

  /**
   * Records requests that had no reservation, all of them or none, in one statement. No limit
   * counts them; for that there is {@link #charge}. Idempotent: an id counts once, however often it
   * is recorded. Users record their own usage, with tokens, groups and channels that they may use;
   * system work records that of all users. An empty list sends no statement.
   *
   * @return how many were not recorded before
   * @throws ScopeDeniedException if one is not the user's own
   * @throws ConflictException if an id is that of a request of another user
   * @throws ConstraintException if a value is refused; an id that is no UUID of version 7, or of a
   *     month that was dropped
   */
  public long record(List<NewUsage> usage) {
    if (Elements.required("usage", usage).isEmpty()) {
      return 0;
    }
    return executor
        .call("UsageDao.record", RECORD)
        .withEach("ids", usage, NewUsage::id)
        .withEach("user_ids", usage, NewUsage::userId)
        .withEach("token_ids", usage, NewUsage::tokenId)
        .withEach("channel_ids", usage, NewUsage::channelId)
        .withEach("group_ids", usage, NewUsage::groupId)
        .withEach("conversation_ids", usage, NewUsage::conversationId)
        .withEach("models", usage, NewUsage::model)
        .withEach("outcomes", usage, NewUsage::outcome)
        .withEach("counts", usage, NewUsage::counts)
        .withEach("amounts", usage, NewUsage::amount)
        .withEach("currencies", usage, NewUsage::currency)
        .withEach("costs", usage, NewUsage::cost)
        .withEach("times_to_first_token_ms", usage, NewUsage::timeToFirstTokenMs)
        .withEach("durations_ms", usage, NewUsage::durationMs)
        .withEach("tags", usage, NewUsage::tags)
        .one();
  }

  /**
   * Records a request that had no reservation, and counts it in all limits that apply: in those
   * that {@link QuotaDao#reserve} would have held something of. It has been made, so none refuses
   * it: it is counted in full, also beyond them, in the period of the time in its id. Of a budget
   * of cost it takes the recorded cost, of one of requests at once nothing. Limits of a channel
   * that is gone count nothing.
   *
   * <p>Idempotent: an id is recorded and counted once, however often it is charged. Usage that was
   * recorded with this id in another way is not counted again. Users charge their own usage, with
   * tokens, groups and channels that they may use; system work charges that of all users. In a
   * scope of the user, budgets of all groups of the scope count it; system work knows of no other
   * group than that of the usage.
   *
   * <p>The call locks counters until its transaction ends. In a transaction with other calls, make
   * it the last.
   *
   * @return whether it was not recorded before
   * @throws ScopeDeniedException if it is not the user's own
   * @throws ConflictException if the id is that of a request of another user
   * @throws ConstraintException if a value is refused; an id that is no UUID of version 7, or of a
   *     month that was dropped
   */
  public boolean charge(NewUsage usage) {
    return executor.call("UsageDao.charge", CHARGE).withRecord("usage", usage).one();
  }

  /**
   * Usage that this scope sees, added up by buckets and by the given dimensions, in their order.
   *
   * @throws ConstraintException if the time does not begin and end on a quarter of an hour, or the
   *     time zone has no name
   */
  public List<UsageSum> list(UsageQuery query) {
    return executor
        .read("UsageDao.list", LIST)
        .withRecord("query.window", query.window())
        .with("dimensions", query.dimensions())
        .with("user_id", query.userId())
        .with("token_id", query.tokenId())
        .with("channel_id", query.channelId())
        .with("group_id", query.groupId())
        .with("model", query.model())
        .list();
  }

  /**
   * The usage of one user, by day, model and currency.
   *
   * @param userId the current user; for an administrator or system work, any user
   * @param from the first day, in UTC; {@link LocalDate#MIN} for all
   * @param to the day after the last, in UTC; {@link LocalDate#MAX} for all
   */
  public List<DailyUsage> daily(UUID userId, LocalDate from, LocalDate to) {
    return daily("UsageDao.daily", from, to).with("user_id", userId).list();
  }

  /**
   * All usage that this scope sees in the tenant, by day, model and currency.
   *
   * @param from the first day, in UTC; {@link LocalDate#MIN} for all
   * @param to the day after the last, in UTC; {@link LocalDate#MAX} for all
   */
  public List<DailyUsage> dailyOfAll(LocalDate from, LocalDate to) {
    return daily("UsageDao.dailyOfAll", from, to).with("user_id", null).list();
  }

  private Call<DailyUsage> daily(String call, LocalDate from, LocalDate to) {
    return executor
        .read(call, DAILY)
        .with("from", startOf("from", from))
        .with("to", startOf("to", to));
  }

  // The first and last day of Java's calendar are beyond PostgreSQL's. They stand for no limit.
  private static Instant startOf(String parameter, LocalDate day) {
    Objects.requireNonNull(day, parameter);
    if (day.equals(LocalDate.MIN)) {
      return Instant.MIN;
    }
    if (day.equals(LocalDate.MAX)) {
      return Instant.MAX;
    }
    return day.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /** Requests that have no price yet, the oldest first. */
  public Page<UnpricedUsage> listUnpriced(PageRequest page) {
    return executor
        .read("UsageDao.listUnpriced", UNPRICED)
        .oldestFirst(page, usage -> new Cursor(usage.id()));
  }

  /**
   * Prices requests without a price, by the prices that are stored now. No usage is changed:
   * corrections are appended. Budgets of cost against which such a request was settled count it
   * from then on, in its period, also beyond their limits. Repeat the call with {@link
   * Repriced#next} until that is empty. Only in a system scope.
   *
   * @param reason why; stored with each correction
   * @param page how many requests are read, and after which one
   * @throws ScopeDeniedException in a tenant's scope
   */
  public Repriced priceUnpriced(String reason, PageRequest page) {
    return batch(executor.call("UsageDao.priceUnpriced", PRICE).with("reason", reason), page);
  }

  /**
   * Corrects the costs of requests after prices were corrected, like {@link #priceUnpriced}. A cost
   * that the host gave stays, and so does the cost of a request for which no price is stored now.
   * Budgets of cost get back what was too much.
   *
   * @throws ScopeDeniedException in a tenant's scope
   */
  public Repriced rerate(Repricing repricing, PageRequest page) {
    return batch(
        executor.call("UsageDao.rerate", REPRICE).withRecord("repricing", repricing), page);
  }

  /**
   * Keeps sums by the days of the tenant's time zone, for a tenant whose zone was set, or set
   * otherwise, when something had been used. Of days on which something is used from then on they
   * are kept by {@code refreshUsage()}; those before are added up from quarters of an hour whenever
   * they are asked for, which is as exact and takes longer. Roll-ups wait until the transaction
   * ends that has added days, so a month at a time holds them up least. What is kept already is
   * passed over, so it may be repeated. Only in a system scope.
   *
   * @param from days that begin from then on; {@link Instant#MIN} for all
   * @param to days that end by then; {@link Instant#MAX} for all
   * @return how many days were added; 0 where the zone's days are those of UTC, or none was told
   * @throws ScopeDeniedException in a tenant's scope
   */
  public long keepDays(Instant from, Instant to) {
    return executor.call("UsageDao.keepDays", KEEP).with("from", from).with("to", to).one();
  }

  private static Repriced batch(Call<Batch> call, PageRequest page) {
    return call.with("after", page.after().map(Cursor::id))
        .with("limit", page.size())
        .one()
        .repriced();
  }
}
