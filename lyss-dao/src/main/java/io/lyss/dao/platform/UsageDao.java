package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.PRICE_UNPRICED;
import static io.lyss.dao.platform.jooq.Tables.PROVIDER_RANKING;
import static io.lyss.dao.platform.jooq.Tables.PROVIDER_USAGE_DAILY;
import static io.lyss.dao.platform.jooq.Tables.PROVIDER_USAGE_SUMMARY;
import static io.lyss.dao.platform.jooq.Tables.RERATE;
import static io.lyss.dao.platform.jooq.Tables.UNPRICED_USAGE;
import static io.lyss.dao.platform.jooq.Tables.USAGE_BY;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Repriced;
import io.lyss.dao.Repricing;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Call;
import io.lyss.dao.internal.Elements;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.platform.jooq.routines.ActiveUsers;
import io.lyss.dao.platform.jooq.routines.RecordUsage;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/**
 * The tokens and the cost of requests. A user records and sees their own usage; an administrator
 * sees that of all organization providers; system work records and sees all.
 *
 * <p>Sums are read from roll-ups and from what is not rolled up yet. So they are exact at any time,
 * and include requests that retention has dropped.
 */
public final class UsageDao {

  private static final ScopedStatement<Long> RECORD =
      Platform.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new RecordUsage()).value());

  private static final RowType<UsageSum> SUM = RowType.of(UsageSum.class, USAGE_BY);

  private static final ScopedStatement<UsageSum> LIST =
      Platform.statement(SUM, () -> FunctionCall.of(USAGE_BY).rows(SUM));

  private static final RowType<DailyUsage> DAY_OF_USER =
      RowType.builder(DailyUsage.class, USAGE_BY).expression("day", UsageDao::day).build();

  private static Field<LocalDate> day(Table<?> usage) {
    return field(
        "({0} at time zone 'UTC')::date", SQLDataType.LOCALDATE, Sql.in(usage, USAGE_BY.BUCKET));
  }

  private static final ScopedStatement<DailyUsage> DAILY =
      Platform.statement(
          DAY_OF_USER,
          () ->
              FunctionCall.of(USAGE_BY)
                  .passing("bucket", inline("day"))
                  .passing("zone", inline("UTC"))
                  .passing("dimensions", inline(new String[] {"provider", "currency"}))
                  .passing("provider_id", inline(null, SQLDataType.INTEGER))
                  .passing("model", inline(null, SQLDataType.CLOB))
                  .rows(DAY_OF_USER));

  private static final RowType<DailyUsage> DAY_OF_ALL =
      RowType.builder(DailyUsage.class, PROVIDER_USAGE_DAILY)
          .column("day", PROVIDER_USAGE_DAILY.USAGE_DATE)
          .column("tokens", PROVIDER_USAGE_DAILY.DAILY_TOKENS)
          .column("cost", PROVIDER_USAGE_DAILY.DAILY_COST)
          .column("requests", PROVIDER_USAGE_DAILY.DAILY_REQUESTS)
          .build();

  private static final ScopedStatement<DailyUsage> DAILY_OF_ALL =
      Platform.statement(
          DAY_OF_ALL,
          () ->
              select(DAY_OF_ALL.columns())
                  .from(PROVIDER_USAGE_DAILY)
                  .where(PROVIDER_USAGE_DAILY.USAGE_DATE.ge(Sql.arg("from", SQLDataType.LOCALDATE)))
                  .and(PROVIDER_USAGE_DAILY.USAGE_DATE.lt(Sql.arg("to", SQLDataType.LOCALDATE)))
                  .orderBy(
                      PROVIDER_USAGE_DAILY.USAGE_DATE,
                      PROVIDER_USAGE_DAILY.PROVIDER_ID,
                      PROVIDER_USAGE_DAILY.CURRENCY));

  private static final RowType<ProviderUsage> OF_PROVIDER =
      RowType.builder(ProviderUsage.class, PROVIDER_USAGE_SUMMARY)
          .column("averageTokens", PROVIDER_USAGE_SUMMARY.AVG_TOKENS_PER_REQUEST)
          .column("averageCost", PROVIDER_USAGE_SUMMARY.AVG_COST_PER_REQUEST)
          .build();

  private static final ScopedStatement<ProviderUsage> SUMMARY =
      Platform.statement(
          OF_PROVIDER,
          () ->
              select(OF_PROVIDER.columns())
                  .from(PROVIDER_USAGE_SUMMARY)
                  .orderBy(PROVIDER_USAGE_SUMMARY.PROVIDER_ID));

  private static final ScopedStatement<Long> ACTIVE_USERS =
      Platform.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new ActiveUsers()).value());

  private static final RowType<RankedProvider> RANKED =
      RowType.of(RankedProvider.class, PROVIDER_RANKING);

  private static final ScopedStatement<RankedProvider> RANKING =
      Platform.statement(RANKED, () -> FunctionCall.of(PROVIDER_RANKING).rows(RANKED));

  private static final RowType<UnpricedUsage> UNPRICED_ROW =
      RowType.of(UnpricedUsage.class, UNPRICED_USAGE);

  private static final ScopedStatement<UnpricedUsage> UNPRICED =
      Platform.statement(
          UNPRICED_ROW,
          () ->
              select(UNPRICED_ROW.columns())
                  .from(UNPRICED_USAGE)
                  .where(UNPRICED_USAGE.ID.gt(Sql.afterNumber(SQLDataType.BIGINT)))
                  .orderBy(UNPRICED_USAGE.ID)
                  .limit(Sql.limit()));

  private record Batch(long adjusted, OptionalLong lastId) {

    Repriced repriced() {
      return new Repriced(
          adjusted, lastId.stream().mapToObj(id -> new Cursor(Instant.EPOCH, id)).findFirst());
    }
  }

  private static final RowType<Batch> BATCH = RowType.of(Batch.class, RERATE);

  private static final ScopedStatement<Batch> REPRICE =
      Platform.statement(BATCH, () -> FunctionCall.of(RERATE).rows(BATCH));

  private static final ScopedStatement<Batch> PRICE =
      Platform.statement(BATCH, () -> FunctionCall.of(PRICE_UNPRICED).rows(BATCH));

  private final ScopedExecutor executor;

  UsageDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /** {@link #record(List)} for one request. */
  public boolean record(NewUsage usage) {
    return record(List.of(Objects.requireNonNull(usage, "usage"))) == 1;
  }

  /**
   * Records requests in one statement, all of them or none. Idempotent: an id counts once for its
   * user, however often it is recorded. An empty list sends no statement.
   *
   * @return how many were not recorded before
   * @throws ScopeDeniedException if one is not the user's own, or of a provider that the user may
   *     neither use nor has a conversation with
   * @throws ConstraintException if a value is refused, or the user, the provider or the user's
   *     conversation does not exist
   */
  public long record(List<NewUsage> usage) {
    if (Elements.required("usage", usage).isEmpty()) {
      return 0;
    }
    return executor
        .call("UsageDao.record", RECORD)
        .withEach("ids", usage, NewUsage::id)
        .withEach("user_ids", usage, NewUsage::userId)
        .withEach("provider_ids", usage, NewUsage::providerId)
        .withEach("conversation_ids", usage, NewUsage::conversationId)
        .withEach("models", usage, NewUsage::model)
        .withEach("outcomes", usage, NewUsage::outcome)
        .withEach("tokens", usage, NewUsage::tokens)
        .withEach("counts", usage, NewUsage::counts)
        .withEach("currencies", usage, NewUsage::currency)
        .withEach("costs", usage, NewUsage::cost)
        .withEach("times_to_first_token_ms", usage, NewUsage::timeToFirstTokenMs)
        .withEach("durations_ms", usage, NewUsage::durationMs)
        .withEach("tags", usage, NewUsage::tags)
        .one();
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
        .with("provider_id", query.providerId())
        .with("model", query.model())
        .list();
  }

  /**
   * The usage of one user, by day, provider and currency, up to now.
   *
   * @param userId the current user; for an administrator or system work, any user
   * @param from the first day, in UTC; {@link LocalDate#MIN} for all
   * @param to the day after the last, in UTC; {@link LocalDate#MAX} for all
   */
  public List<DailyUsage> daily(int userId, LocalDate from, LocalDate to) {
    return executor
        .read("UsageDao.daily", DAILY)
        .with("user_id", userId)
        .with("from", startOf("from", from))
        .with("to", startOf("to", to))
        .list();
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

  /**
   * The usage of all users, by day, provider and currency, as of the last {@link
   * MaintenanceDao#refreshDailyUsage}: an administrator sees that of organization providers, a user
   * that of their personal ones, system work all.
   *
   * @param from the first day, in UTC; {@link LocalDate#MIN} for all
   * @param to the day after the last, in UTC; {@link LocalDate#MAX} for all
   */
  public List<DailyUsage> dailyOfAll(LocalDate from, LocalDate to) {
    return executor
        .read("UsageDao.dailyOfAll", DAILY_OF_ALL)
        .with("from", from)
        .with("to", to)
        .list();
  }

  /** The total usage of each active provider, as far as this scope can see. */
  public List<ProviderUsage> summary() {
    return executor.read("UsageDao.summary", SUMMARY).list();
  }

  /**
   * How many users made a request, as far as this scope can see.
   *
   * @param from on a quarter of an hour
   * @param to on a quarter of an hour; {@link Instant#MAX} for up to now
   */
  public long activeUsers(Instant from, Instant to) {
    return executor
        .read("UsageDao.activeUsers", ACTIVE_USERS)
        .with("from", from)
        .with("to", to)
        .one();
  }

  /**
   * The providers with the most requests, as far as this scope can see.
   *
   * @param from on a quarter of an hour
   * @param to on a quarter of an hour; {@link Instant#MAX} for up to now
   * @param limit how many at most
   */
  public List<RankedProvider> ranking(Instant from, Instant to, int limit) {
    return executor
        .read("UsageDao.ranking", RANKING)
        .with("from", from)
        .with("to", to)
        .with("limit", limit)
        .list();
  }

  /** Requests that have no price yet, in the order in which they were recorded. */
  public Page<UnpricedUsage> listUnpriced(PageRequest page) {
    return executor
        .read("UsageDao.listUnpriced", UNPRICED)
        .oldestFirst(page, usage -> new Cursor(Instant.EPOCH, usage.id()));
  }

  /**
   * Prices requests that had no price, at the present prices. It appends corrections and changes no
   * request. Repeat it with {@link Repriced#next} until that is empty. Only in a system scope.
   *
   * @param reason why; stored with each correction
   * @param page how many requests are looked at, and after which
   * @throws ScopeDeniedException in a user's scope
   */
  public Repriced priceUnpriced(String reason, PageRequest page) {
    return batch(executor.call("UsageDao.priceUnpriced", PRICE).with("reason", reason), page);
  }

  /**
   * Corrects the costs of requests after prices were corrected, in the way of {@link
   * #priceUnpriced}. A cost that the host has recorded stays, and so does that of a model without a
   * price now.
   *
   * @throws ScopeDeniedException in a user's scope
   */
  public Repriced rerate(Repricing repricing, PageRequest page) {
    return batch(
        executor.call("UsageDao.rerate", REPRICE).withRecord("repricing", repricing), page);
  }

  private static Repriced batch(Call<Batch> call, PageRequest page) {
    return call.with("after", page.after().map(Cursor::number))
        .with("limit", page.size())
        .one()
        .repriced();
  }
}
