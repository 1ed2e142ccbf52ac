package io.lyss.dao.memory;

import static io.lyss.dao.memory.jooq.Tables.MEMORY_ASSOCIATIONS;
import static io.lyss.dao.memory.jooq.Tables.MEMORY_NEIGHBOURS;
import static io.lyss.dao.memory.jooq.Tables.USER_MEMORIES;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Ids;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.memory.jooq.tables.MemoryNeighbours;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.SelectField;

/** Which memories of one user belong together. An association has no direction. */
public final class AssociationDao {

  private static final Field<?>[] COLUMNS = {
    MEMORY_ASSOCIATIONS.TENANT_ID,
    MEMORY_ASSOCIATIONS.ID,
    MEMORY_ASSOCIATIONS.USER_ID,
    MEMORY_ASSOCIATIONS.MEMORY_ID,
    MEMORY_ASSOCIATIONS.RELATED_MEMORY_ID,
    MEMORY_ASSOCIATIONS.ASSOCIATION_TYPE,
    MEMORY_ASSOCIATIONS.STRENGTH,
    MEMORY_ASSOCIATIONS.CREATED_AT
  };

  private static Condition own() {
    return MEMORY_ASSOCIATIONS
        .TENANT_ID
        .eq(Sql.uuidArg(1))
        .and(MEMORY_ASSOCIATIONS.USER_ID.eq(Sql.uuidArg(2)));
  }

  private static final ScopedStatement ASSOCIATE =
      MemoryService.statement(
          () ->
              insertInto(
                      MEMORY_ASSOCIATIONS,
                      MEMORY_ASSOCIATIONS.TENANT_ID,
                      MEMORY_ASSOCIATIONS.USER_ID,
                      MEMORY_ASSOCIATIONS.ID,
                      MEMORY_ASSOCIATIONS.MEMORY_ID,
                      MEMORY_ASSOCIATIONS.RELATED_MEMORY_ID,
                      MEMORY_ASSOCIATIONS.ASSOCIATION_TYPE,
                      MEMORY_ASSOCIATIONS.STRENGTH)
                  .values(
                      Sql.uuidArg(1),
                      Sql.uuidArg(2),
                      Sql.uuidArg(3),
                      least(Sql.uuidArg(4), Sql.uuidArg(5)),
                      greatest(Sql.uuidArg(4), Sql.uuidArg(5)),
                      Sql.textArg(6),
                      Sql.doubleArg(7))
                  .onConflict(
                      MEMORY_ASSOCIATIONS.TENANT_ID,
                      MEMORY_ASSOCIATIONS.USER_ID,
                      MEMORY_ASSOCIATIONS.MEMORY_ID,
                      MEMORY_ASSOCIATIONS.RELATED_MEMORY_ID)
                  .doUpdate()
                  .set(
                      MEMORY_ASSOCIATIONS.ASSOCIATION_TYPE,
                      excluded(MEMORY_ASSOCIATIONS.ASSOCIATION_TYPE))
                  .set(MEMORY_ASSOCIATIONS.STRENGTH, excluded(MEMORY_ASSOCIATIONS.STRENGTH))
                  .returningResult(COLUMNS));

  private static final ScopedStatement DISSOCIATE =
      MemoryService.statement(
          () ->
              deleteFrom(MEMORY_ASSOCIATIONS)
                  .where(own())
                  .and(MEMORY_ASSOCIATIONS.MEMORY_ID.eq(least(Sql.uuidArg(3), Sql.uuidArg(4))))
                  .and(
                      MEMORY_ASSOCIATIONS.RELATED_MEMORY_ID.eq(
                          greatest(Sql.uuidArg(3), Sql.uuidArg(4)))));

  private static final ScopedStatement LIST =
      MemoryService.statement(
          () ->
              select(COLUMNS)
                  .from(MEMORY_ASSOCIATIONS)
                  .where(own())
                  .and(
                      MEMORY_ASSOCIATIONS
                          .MEMORY_ID
                          .eq(Sql.uuidArg(3))
                          .or(MEMORY_ASSOCIATIONS.RELATED_MEMORY_ID.eq(Sql.uuidArg(3))))
                  .and(MEMORY_ASSOCIATIONS.ID.gt(Sql.uuidArg(4)))
                  .orderBy(MEMORY_ASSOCIATIONS.ID)
                  .limit(Sql.intArg(5)));

  private static final ScopedStatement NEIGHBOURS =
      MemoryService.statement(
          () -> {
            MemoryNeighbours near =
                MEMORY_NEIGHBOURS.call(
                    Sql.uuidArg(1), Sql.uuidArg(3), Sql.intArg(4), Sql.doubleArg(5), Sql.intArg(6));
            List<SelectField<?>> selected =
                new ArrayList<>(List.of(MemoryDao.columns(USER_MEMORIES)));
            selected.add(near.DISTANCE);
            selected.add(near.STRENGTH);
            return select(selected)
                .from(near)
                .join(USER_MEMORIES)
                .on(USER_MEMORIES.ID.eq(near.ID))
                .where(USER_MEMORIES.TENANT_ID.eq(Sql.uuidArg(1)))
                .and(USER_MEMORIES.USER_ID.eq(Sql.uuidArg(2)))
                .orderBy(near.STRENGTH.desc(), near.DISTANCE, near.ID);
          });

  private final Scope.Tenant scope;
  private final ScopedExecutor executor;

  AssociationDao(Scope.Tenant scope, ScopedExecutor executor) {
    this.scope = scope;
    this.executor = executor;
  }

  /**
   * Associates two memories, or changes how they are associated.
   *
   * @param strength more than 0, up to 1
   * @throws ConstraintException if the user has not both memories, they are one, or the strength is
   *     out of range
   */
  public Association associate(UUID one, UUID other, AssociationType type, double strength) {
    return executor.one(
        ASSOCIATE,
        Association::read,
        scope.tenantId(),
        scope.userId(),
        Ids.next(),
        one,
        other,
        Sql.column(type),
        strength);
  }

  /**
   * @return whether they were associated
   */
  public boolean dissociate(UUID one, UUID other) {
    return executor.execute(DISSOCIATE, scope.tenantId(), scope.userId(), one, other) > 0;
  }

  /** The associations of a memory, those first that were made first. */
  public Page<Association> list(UUID memoryId, PageRequest page) {
    return Page.of(
        executor.list(
            LIST,
            Association::read,
            scope.tenantId(),
            scope.userId(),
            memoryId,
            Sql.oldestFirst(page).id(),
            Sql.limit(page)),
        page,
        association -> new Cursor(association.id()));
  }

  /**
   * The active memories that one is associated with, directly or by way of other active ones, each
   * once, those first that are reached by the strongest path. Empty for a memory that is not the
   * user's.
   *
   * @param depth how many associations a path has at most; 1 to 5
   * @param minimumStrength how strong a path is at least, which is the product of its associations
   * @param limit how many at most; 1 to 1000
   * @throws ConstraintException if depth or limit is out of range
   */
  public List<Neighbour> neighbours(UUID id, int depth, double minimumStrength, int limit) {
    return executor.list(
        NEIGHBOURS,
        Neighbour::read,
        scope.tenantId(),
        scope.userId(),
        id,
        depth,
        minimumStrength,
        limit);
  }
}
