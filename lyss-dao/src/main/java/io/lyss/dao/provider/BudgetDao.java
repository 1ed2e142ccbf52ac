package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.ADD_TO_BUDGET;
import static io.lyss.dao.provider.jooq.Tables.BUDGETS;
import static io.lyss.dao.provider.jooq.Tables.CREATE_BUDGET;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Edited;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/**
 * The budgets of one tenant. Nobody can set a budget that limits themselves: system work sets those
 * of the tenant; the tenant's administrators set those of groups, users, tokens and channels; and
 * users set those of their own tokens. All users see the budgets that limit them.
 */
public final class BudgetDao {

  private static final RowType<Budget> ROW = RowType.of(Budget.class, BUDGETS);

  private static final RowType<NewBudget> NEW =
      RowType.builder(NewBudget.class, BUDGETS).column("ownerId", BUDGETS.USER_ID).build();

  private static final Condition OF_TENANT = Sql.is(BUDGETS.TENANT_ID);

  private static final Condition THIS = OF_TENANT.and(Sql.is(BUDGETS.ID));

  private static final ScopedStatement<Budget> CREATE =
      ProviderService.statement(ROW, () -> FunctionCall.of(CREATE_BUDGET).rows(ROW));

  private static final ScopedStatement<Budget> FIND =
      ProviderService.statement(ROW, () -> select(ROW.columns()).from(BUDGETS).where(THIS));

  private static final ScopedStatement<Budget> LIST =
      ProviderService.statement(
          ROW,
          () ->
              select(ROW.columns())
                  .from(BUDGETS)
                  .where(OF_TENANT)
                  .and(BUDGETS.ID.gt(Sql.afterId()))
                  .orderBy(BUDGETS.ID)
                  .limit(Sql.limit()));

  private static final ScopedStatement<Budget> UPDATE =
      ProviderService.statement(
          ROW,
          () ->
              DSL.update(BUDGETS)
                  .set(Sql.args(BUDGETS.NAME, BUDGETS.HARD_LIMIT, BUDGETS.SOFT_LIMIT))
                  .where(THIS)
                  .and(Sql.is(BUDGETS.UPDATED_AT))
                  .returningResult(ROW.columns()));

  private static final ScopedStatement<Budget> ADD =
      ProviderService.statement(ROW, () -> FunctionCall.of(ADD_TO_BUDGET).rows(ROW));

  private static final ScopedStatement<UUID> DELETE =
      ProviderService.statement(
          RowType.value(UUID.class),
          () -> deleteFrom(BUDGETS).where(THIS).returningResult(BUDGETS.ID));

  private final ScopedExecutor executor;

  BudgetDao(UUID tenantId, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * Sets a budget. It counts usage from now on. If a subject has several budgets, all of them
   * apply.
   *
   * @throws ConflictException if the id is in use
   * @throws ConstraintException if a value is refused, or there is no such token or channel
   * @throws ScopeDeniedException if it would limit the caller
   */
  public Budget create(NewBudget budget) {
    return executor.call("BudgetDao.create", CREATE).with(NEW, budget).one();
  }

  /** The row, if there is one and this scope sees it. */
  public Optional<Budget> find(UUID id) {
    return executor.read("BudgetDao.find", FIND).with("id", id).find();
  }

  /**
   * @throws NotFoundException if there is no such budget in this scope
   */
  public Budget get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The budgets that this scope sees, in the order in which they were set. */
  public Page<Budget> list(PageRequest page) {
    return executor
        .read("BudgetDao.list", LIST)
        .oldestFirst(page, budget -> new Cursor(budget.id()));
  }

  /**
   * Changes the name and limits of a budget. The given budget is the stored one as it was read,
   * with the edits. Its usage stays: if a limit is now lower than that, nothing is left.
   *
   * @return the budget as it is now
   * @throws ConflictException if it was changed since it was read
   * @throws NotFoundException if there is no such budget, or it is not this scope's to change
   * @throws ConstraintException if a value is refused
   */
  public Budget update(Budget edited) {
    return Edited.orRefuse(
        executor
            .call("BudgetDao.update", UPDATE)
            .with("id", edited.id())
            .with("updated_at", edited.updatedAt())
            .with("name", edited.name())
            .with("hard_limit", edited.hardLimit())
            .with("soft_limit", edited.softLimit())
            .find(),
        edited.updatedAt(),
        () -> find(edited.id()),
        Budget::updatedAt,
        "budget",
        edited.id());
  }

  /**
   * Adds to the limits of a budget, the soft one too, which is published again when it is reached.
   * Concurrent additions all count. Idempotent by the addition's id. A limit that is not there
   * stays so.
   *
   * @param additionId from {@link io.lyss.dao.Ids#next}
   * @param amount how much to add, in the unit of the budget; negative to take away
   * @return the budget as it is now
   * @throws NotFoundException if there is no such budget, or it is not this scope's to change
   * @throws ConstraintException if a limit would become less than 0
   * @throws ConflictException if another addition has the id
   */
  public Budget add(UUID id, UUID additionId, BigDecimal amount) {
    return executor
        .call("BudgetDao.add", ADD)
        .with("id", id)
        .with("addition_id", additionId)
        .with("amount", amount)
        .find()
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Deletes a budget: it limits nobody any more. Its usage stays in the ledger.
   *
   * @throws NotFoundException if there is no such budget, or it is not this scope's to delete
   */
  public void delete(UUID id) {
    executor.call("BudgetDao.delete", DELETE).with("id", id).find().orElseThrow(() -> notFound(id));
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("budget", id);
  }
}
