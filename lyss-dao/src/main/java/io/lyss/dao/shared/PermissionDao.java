package io.lyss.dao.shared;

import static io.lyss.dao.shared.jooq.Tables.EXPLAIN_PERMISSION;
import static io.lyss.dao.shared.jooq.Tables.HELD_PERMISSIONS;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectDistinct;

import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.shared.PermissionExplanation.HeldRole;
import io.lyss.dao.shared.jooq.Routines;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the users of one tenant are permitted. That is for the host's services to go by; what a
 * scope may do in LYSS's own tables is for the role that it carries to say.
 *
 * <p>Whoever asks about themselves is asked with the role of their scope, and with all that are
 * assigned to them. Of others, the roles assigned count and no other, as only the user service
 * knows the rest; an end user sees of others none.
 *
 * <p>In a tenant's scope nothing reaches beyond the tenant. Whether somebody administers the
 * platform is asked in a system scope.
 */
public final class PermissionDao {

  private static final ScopedStatement HAS =
      SharedService.statement(
          () -> select(Routines.hasPermission(Sql.uuidArg(1), Sql.uuidArg(2), Sql.textArg(3))));

  private static final ScopedStatement EXPLAIN =
      SharedService.statement(
          () ->
              select(
                      EXPLAIN_PERMISSION.REACH,
                      EXPLAIN_PERMISSION.ROLE_ID,
                      EXPLAIN_PERMISSION.ROLE_NAME,
                      EXPLAIN_PERMISSION.ORIGIN,
                      EXPLAIN_PERMISSION.ASSIGNED_BY,
                      EXPLAIN_PERMISSION.ASSIGNED_AT,
                      EXPLAIN_PERMISSION.GRANTS)
                  .from(EXPLAIN_PERMISSION.call(Sql.uuidArg(1), Sql.uuidArg(2), Sql.textArg(3))));

  private static final ScopedStatement ALL =
      SharedService.statement(
          () ->
              selectDistinct(HELD_PERMISSIONS.PERMISSION_NAME)
                  .from(HELD_PERMISSIONS.call(Sql.uuidArg(1), Sql.uuidArg(2))));

  private final UUID tenantId;
  private final Function<String, Scope.Tenant> user;
  private final ScopedExecutor executor;

  /**
   * @param user the user of the scope, for the call that is named; fails where there is none
   */
  PermissionDao(UUID tenantId, Function<String, Scope.Tenant> user, ScopedExecutor executor) {
    this.tenantId = tenantId;
    this.user = user;
    this.executor = executor;
  }

  /**
   * Whether the user of the scope is permitted something.
   *
   * @throws ConstraintException if there is no such permission: a mistake of the program
   * @throws ScopeDeniedException in a system scope
   */
  public boolean has(String permission) {
    return has(user.apply("has").userId(), permission);
  }

  /**
   * Whether a user is permitted something, as far as this scope can see.
   *
   * @throws ConstraintException if there is no such permission: a mistake of the program
   */
  public boolean has(UUID userId, String permission) {
    return executor.one(HAS, Row::nextBoolean, tenantId, userId, permission);
  }

  /**
   * Why the user of the scope is permitted something, or why not.
   *
   * @throws ConstraintException if there is no such permission: a mistake of the program
   * @throws ScopeDeniedException in a system scope
   */
  public PermissionExplanation explain(String permission) {
    return explain(user.apply("explain").userId(), permission);
  }

  /**
   * Why a user is permitted something, or why not, as far as this scope can see. Permitted it is
   * where {@link #has} says so.
   *
   * @throws ConstraintException if there is no such permission: a mistake of the program
   */
  public PermissionExplanation explain(UUID userId, String permission) {
    List<Explained> rows = executor.list(EXPLAIN, Explained::read, tenantId, userId, permission);
    return new PermissionExplanation(
        permission, rows.get(0).reach, rows.stream().flatMap(row -> row.role.stream()).toList());
  }

  /**
   * The names of all that the user of the scope is permitted.
   *
   * @throws ScopeDeniedException in a system scope
   */
  public Set<String> all() {
    return all(user.apply("all").userId());
  }

  /** The names of all that a user is permitted, as far as this scope can see. */
  public Set<String> all(UUID userId) {
    return executor.list(ALL, Row::nextString, tenantId, userId).stream()
        .collect(Collectors.toUnmodifiableSet());
  }

  private record Explained(PermissionReach reach, Optional<HeldRole> role) {
    static Explained read(Row row) throws SQLException {
      PermissionReach reach = Sql.constant(PermissionReach.class, row.nextString());
      Optional<UUID> roleId = row.nextOptionalUuid();
      if (roleId.isEmpty()) {
        return new Explained(reach, Optional.empty());
      }
      return new Explained(
          reach,
          Optional.of(
              new HeldRole(
                  roleId.get(),
                  row.nextString(),
                  row.nextString().equals("scope"),
                  row.nextOptionalUuid(),
                  row.nextOptionalInstant(),
                  row.nextBoolean())));
    }
  }
}
