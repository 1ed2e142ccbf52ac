package io.lyss.dao.session;

import static io.lyss.dao.session.jooq.Tables.CREATE_MONTHLY_PARTITIONS;
import static io.lyss.dao.session.jooq.Tables.DROP_EXPIRED_PARTITIONS;
import static io.lyss.dao.session.jooq.Tables.ESTIMATED_BLOAT;
import static io.lyss.dao.session.jooq.Tables.EXPIRED_PARTITIONS;
import static io.lyss.dao.session.jooq.Tables.INDEX_HEALTH;
import static io.lyss.dao.session.jooq.Tables.SLOW_STATEMENTS;
import static io.lyss.dao.session.jooq.Tables.TABLE_HEALTH;
import static io.lyss.dao.session.jooq.Tables.VACUUM_HORIZON;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.error.RetryableException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.internal.TableFunction;
import io.lyss.dao.session.jooq.routines.MoveDefaultRows;
import java.util.List;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/**
 * Partitions and sizes of a database. Outside a system scope, calls fail with {@link
 * ScopeDeniedException}.
 */
public final class StorageDao {

  private static final RowType<TableHealth> HEALTH =
      RowType.builder(TableHealth.class, TABLE_HEALTH)
          .column("table", TABLE_HEALTH.TABLE_NAME)
          .column("liveRows", TABLE_HEALTH.LIVE_TUPLES)
          .column("deadRows", TABLE_HEALTH.DEAD_TUPLES)
          .build();

  private static final ScopedStatement<TableHealth> TABLE_HEALTHS =
      Common.statement(
          HEALTH,
          () -> select(HEALTH.columns()).from(TABLE_HEALTH).orderBy(TABLE_HEALTH.TABLE_NAME));

  private static final RowType<IndexHealth> INDEX =
      RowType.builder(IndexHealth.class, INDEX_HEALTH)
          .column("table", INDEX_HEALTH.TABLE_NAME)
          .column("index", INDEX_HEALTH.INDEX_NAME)
          .column("unique", INDEX_HEALTH.IS_UNIQUE)
          .build();

  private static final ScopedStatement<IndexHealth> INDEX_HEALTHS =
      Common.statement(
          INDEX,
          () ->
              select(INDEX.columns())
                  .from(INDEX_HEALTH)
                  .orderBy(INDEX_HEALTH.TABLE_NAME, INDEX_HEALTH.INDEX_NAME));

  private static final RowType<Bloat> BLOAT =
      RowType.builder(Bloat.class, ESTIMATED_BLOAT)
          .column("table", ESTIMATED_BLOAT.TABLE_NAME)
          .column("index", ESTIMATED_BLOAT.INDEX_NAME)
          .build();

  private static final ScopedStatement<Bloat> BLOATS =
      Common.statement(BLOAT, () -> FunctionCall.of(ESTIMATED_BLOAT).rows(BLOAT));

  private static final RowType<VacuumHolder> HOLDER =
      RowType.of(VacuumHolder.class, VACUUM_HORIZON);

  private static final ScopedStatement<VacuumHolder> HOLDERS =
      Common.statement(
          HOLDER,
          () ->
              select(HOLDER.columns())
                  .from(VACUUM_HORIZON)
                  .orderBy(VACUUM_HORIZON.TRANSACTIONS.desc(), VACUUM_HORIZON.NAME));

  private static final RowType<SlowStatement> SLOW =
      RowType.builder(SlowStatement.class, SLOW_STATEMENTS)
          .expression("total", Common.seconds("total"))
          .expression("mean", Common.seconds("mean"))
          .build();

  private static final ScopedStatement<SlowStatement> SLOWEST =
      Common.statement(SLOW, () -> FunctionCall.of(SLOW_STATEMENTS).rows(SLOW));

  private static final Field<Object> NAMED_TABLE =
      field(
          "pg_catalog.to_regclass(pg_catalog.quote_ident({0}) || '.' || pg_catalog.quote_ident({1}))",
          Sql.arg("schema", SQLDataType.CLOB), Sql.arg("table_name", SQLDataType.CLOB));

  private static final ScopedStatement<Boolean> MOVE_DEFAULT_ROWS =
      Common.statement(
          RowType.value(Boolean.class),
          () -> FunctionCall.of(new MoveDefaultRows()).passing("table_name", NAMED_TABLE).value());

  private static final ScopedStatement<Long> CREATE_PARTITIONS =
      Common.statement(
          RowType.value(Long.class),
          () -> select(count()).from(FunctionCall.of(CREATE_MONTHLY_PARTITIONS).table()));

  // Whether a table's text contains its schema depends on the connection's search path.
  private static final ScopedStatement<String> EXPIRED =
      partitions(
          EXPIRED_PARTITIONS,
          "partition",
          "(select c.relname::text from pg_catalog.pg_class as c where c.oid = {0})");

  private static final ScopedStatement<String> DROP_EXPIRED =
      partitions(DROP_EXPIRED_PARTITIONS, "drop_expired_partitions", "{0}");

  private static <F extends Table<?> & TableFunction> ScopedStatement<String> partitions(
      F function, String column, String name) {
    return Common.statement(
        RowType.value(String.class),
        () -> {
          Table<?> partitions =
              FunctionCall.of(function).passing("table_name", NAMED_TABLE).table();
          return select(field(name, field(name(partitions.getName(), column)))).from(partitions);
        });
  }

  private final ScopedExecutor executor;

  StorageDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Creates missing partitions for last month, this month and the months ahead, and for months of
   * which a few rows came before they had a partition. Call it at least once a month; each
   * migration calls it too.
   *
   * <p>It blocks nobody: if the lock for a partition is not free in time, the server warns, and the
   * next call creates that partition.
   *
   * @param monthsAhead how many months after this one, from 0 to 120
   * @throws ConstraintException if that is out of bounds
   */
  public void createPartitions(int monthsAhead) {
    executor
        .call("StorageDao.createPartitions", CREATE_PARTITIONS)
        .with("months_ahead", monthsAhead)
        .one();
  }

  /**
   * Moves rows of months without a partition into partitions of their own, one step a call; call it
   * until it answers false. No step blocks readers or writers. Each step needs a transaction of its
   * own at READ COMMITTED, because it has to see what the step before has committed.
   *
   * <p>A reader with a snapshot from before the copies finds all rows, too: the last step waits
   * until all transactions have ended that were open when the last row was copied.
   *
   * @param table a table that is partitioned by month, such as {@code messages}
   * @return whether there is more to do
   * @throws RetryableException if a lock was not free in time, or such a transaction has not ended;
   *     the message names its process
   * @throws DatabaseException with the SQLSTATE 25001 if it is the second step in one transaction,
   *     or the isolation level is another one
   * @throws ConstraintException if there is no such partitioned table
   */
  public boolean moveDefaultRows(String table) {
    return executor
        .call("StorageDao.moveDefaultRows", MOVE_DEFAULT_ROWS)
        .with("schema", executor.schema())
        .with("table_name", table)
        .one();
  }

  /**
   * The partitions that {@link #dropExpiredPartitions} would drop: a dry run.
   *
   * @param table a table that is partitioned by month, such as {@code messages}
   * @param keepMonths how many whole months before this one are kept; 1 to 24,000
   * @return their names, such as {@code messages_2026_01}
   * @throws ConstraintException if {@code keepMonths} is out of bounds, or there is no such
   *     partitioned table
   */
  public List<String> expiredPartitions(String table, int keepMonths) {
    return partitions("StorageDao.expiredPartitions", EXPIRED, table, keepMonths);
  }

  /**
   * Drops whole partitions with all their rows, all of them or none; the job of retention drops one
   * at a time. It blocks nobody. What it drops is published as {@code partition.dropped}; in the
   * platform database it is recorded in the audit log.
   *
   * @param table a table that is partitioned by month, such as {@code messages}
   * @param keepMonths how many whole months before this one are kept; 1 to 24,000
   * @return the names of those dropped
   * @throws RetryableException if a lock was not free in time; the message names its holder
   * @throws ScopeDeniedException if the job of retention keeps the audit log for longer, and the
   *     login is not the owner of the schema
   * @throws ConstraintException if {@code keepMonths} is out of bounds, or there is no such
   *     partitioned table
   */
  public List<String> dropExpiredPartitions(String table, int keepMonths) {
    return partitions("StorageDao.dropExpiredPartitions", DROP_EXPIRED, table, keepMonths);
  }

  private List<String> partitions(
      String call, ScopedStatement<String> statement, String table, int keepMonths) {
    return executor
        .call(call, statement)
        .with("schema", executor.schema())
        .with("table_name", table)
        .with("keep_months", keepMonths)
        .list();
  }

  /** The size of each table, and whether it lacks a partition. */
  public List<TableHealth> tableHealth() {
    return executor.read("StorageDao.tableHealth", TABLE_HEALTHS).list();
  }

  /** The size and use of each index, and whether another one covers it. */
  public List<IndexHealth> indexHealth() {
    return executor.read("StorageDao.indexHealth", INDEX_HEALTHS).list();
  }

  /**
   * How much space tables and indexes take beyond what their rows need, each table before its
   * indexes. It is estimated from statistics, as of the last vacuum or analyze of each, and reads
   * no table. It takes some tenths of a second, because a plan is made for each column.
   *
   * @return the tables and indexes that were analyzed, without indexes on expressions or of other
   *     kinds than B-tree
   */
  public List<Bloat> estimatedBloat() {
    return executor.read("StorageDao.estimatedBloat", BLOATS).list();
  }

  /**
   * What keeps vacuum from removing dead rows, the oldest first. The application's login sees the
   * transactions of others only if it is a member of {@code pg_monitor}.
   */
  public List<VacuumHolder> vacuumHolders() {
    return executor.read("StorageDao.vacuumHolders", HOLDERS).list();
  }

  /**
   * The statements of the database that have taken the most time in total, the longest first. They
   * are those of all logins and schemas.
   *
   * @param limit how many at most; 0 or more
   * @throws DatabaseException if pg_stat_statements is not installed in the database, or not loaded
   *     by the server; the message says how to install it
   * @throws ConstraintException if {@code limit} is negative
   */
  public List<SlowStatement> slowStatements(int limit) {
    return executor.read("StorageDao.slowStatements", SLOWEST).with("limit", limit).list();
  }
}
