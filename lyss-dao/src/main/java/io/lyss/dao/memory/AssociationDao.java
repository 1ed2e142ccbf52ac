package io.lyss.dao.memory;

import static io.lyss.dao.memory.jooq.Tables.ASSOCIATE_MEMORIES;
import static io.lyss.dao.memory.jooq.Tables.MEMORY_ASSOCIATIONS;
import static io.lyss.dao.memory.jooq.Tables.MEMORY_NEIGHBOURS;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Ids;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Param;
import org.jooq.impl.SQLDataType;

/** Associations between the memories of one user. An association has no direction. */
public final class AssociationDao {

  private static final RowType<Association> ROW =
      RowType.builder(Association.class, MEMORY_ASSOCIATIONS)
          .column("type", MEMORY_ASSOCIATIONS.ASSOCIATION_TYPE)
          .build();

  private static final Condition OWN =
      Sql.is(MEMORY_ASSOCIATIONS.TENANT_ID).and(Sql.is(MEMORY_ASSOCIATIONS.USER_ID));

  private static final Param<UUID> ONE = Sql.arg("one", SQLDataType.UUID);
  private static final Param<UUID> OTHER = Sql.arg("other", SQLDataType.UUID);

  private static final ScopedStatement<Association> ASSOCIATE =
      MemoryService.statement(ROW, () -> FunctionCall.of(ASSOCIATE_MEMORIES).rows(ROW));

  private static final ScopedStatement<Association> DISSOCIATE =
      MemoryService.statement(
          ROW,
          () ->
              deleteFrom(MEMORY_ASSOCIATIONS)
                  .where(OWN)
                  .and(MEMORY_ASSOCIATIONS.MEMORY_ID.eq(least(ONE, OTHER)))
                  .and(MEMORY_ASSOCIATIONS.RELATED_MEMORY_ID.eq(greatest(ONE, OTHER)))
                  .returningResult(ROW.columns()));

  private static final ScopedStatement<Association> LIST =
      MemoryService.statement(
          ROW,
          () -> {
            Param<UUID> memory = Sql.arg(MEMORY_ASSOCIATIONS.MEMORY_ID);
            return select(ROW.columns())
                .from(MEMORY_ASSOCIATIONS)
                .where(OWN)
                .and(
                    MEMORY_ASSOCIATIONS
                        .MEMORY_ID
                        .eq(memory)
                        .or(MEMORY_ASSOCIATIONS.RELATED_MEMORY_ID.eq(memory)))
                .and(MEMORY_ASSOCIATIONS.ID.gt(Sql.afterId()))
                .orderBy(MEMORY_ASSOCIATIONS.ID)
                .limit(Sql.limit());
          });

  private static final RowType<Neighbour> NEIGHBOUR =
      RowType.builder(Neighbour.class, MEMORY_NEIGHBOURS).row("memory", MemoryQueries.ROW).build();

  private static final ScopedStatement<Neighbour> NEIGHBOURS =
      MemoryService.statement(NEIGHBOUR, () -> FunctionCall.of(MEMORY_NEIGHBOURS).rows(NEIGHBOUR));

  private final ScopedExecutor executor;

  AssociationDao(Scope.TenantUser scope, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", scope.tenantId()).given("user_id", scope.userId());
  }

  /**
   * Associates two memories, or changes the type and strength of their association.
   *
   * @param strength more than 0, at most 1
   * @throws ConstraintException if the user does not have both memories, both are the same memory,
   *     or the strength is out of range
   */
  public Association associate(UUID one, UUID other, AssociationType type, double strength) {
    return executor
        .call("AssociationDao.associate", ASSOCIATE)
        .with("id", Ids.next())
        .with("one", one)
        .with("other", other)
        .with("association_type", type)
        .with("strength", strength)
        .one();
  }

  /**
   * Removes the association of two memories.
   *
   * @return whether there was one
   */
  public boolean dissociate(UUID one, UUID other) {
    return executor
        .call("AssociationDao.dissociate", DISSOCIATE)
        .with("one", one)
        .with("other", other)
        .find()
        .isPresent();
  }

  /** The associations of a memory, oldest first. */
  public Page<Association> list(UUID memoryId, PageRequest page) {
    return executor
        .read("AssociationDao.list", LIST)
        .with("memory_id", memoryId)
        .oldestFirst(page, association -> new Cursor(association.id()));
  }

  /**
   * The active memories that can be reached from a memory by a path of associations. Each is listed
   * once, the one with the strongest path first. A path passes through active memories only; its
   * strength is the product of the strengths of its associations. Empty if the user has no such
   * memory.
   *
   * @param depth the largest number of associations on a path; 1 to 5
   * @param minimumStrength the smallest strength of a path
   * @param limit the largest number of memories; 1 to 1000
   * @throws ConstraintException if depth or limit is out of range
   */
  public List<Neighbour> neighbours(UUID id, int depth, double minimumStrength, int limit) {
    return executor
        .read("AssociationDao.neighbours", NEIGHBOURS)
        .with("id", id)
        .with("depth", depth)
        .with("minimum_strength", minimumStrength)
        .with("limit", limit)
        .list();
  }
}
