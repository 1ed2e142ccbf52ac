package io.lyss.dao.shared;

import static io.lyss.dao.shared.jooq.Tables.ANSWER_PERMISSION;
import static io.lyss.dao.shared.jooq.Tables.EXPLAIN_PERMISSION;
import static io.lyss.dao.shared.jooq.Tables.HELD_PERMISSIONS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.selectDistinct;

import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Answers;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.shared.PermissionExplanation.HeldRole;
import io.lyss.dao.shared.jooq.routines.HasPermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jooq.Table;

/**
 * The permissions of the users of one tenant. The host's services act on them; what a scope may do
 * in LYSS's own tables depends on its role alone.
 *
 * <p>The current user has the permissions of the scope's role and of all assigned roles. Of another
 * user only the assigned roles count, because only the user service knows that user's own role. An
 * end user sees no roles of others.
 *
 * <p>In a tenant's scope no permission reaches beyond the tenant. Whether a user administers the
 * platform is found in a system scope only.
 */
public final class PermissionDao {

  private static final ScopedStatement<Boolean> HAS =
      SharedService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new HasPermission()).value());

  private static final RowType<Answers.Reply> REPLY =
      RowType.of(Answers.Reply.class, ANSWER_PERMISSION);

  private static final ScopedStatement<Answers.Reply> ANSWER =
      SharedService.statement(REPLY, () -> FunctionCall.of(ANSWER_PERMISSION).rows(REPLY));

  /** What can be the name of a permission. The database refuses anything else. */
  private static final Pattern NAMES = Pattern.compile("[a-z._]{1,100}");

  private static final RowType<Explained> EXPLAINED =
      RowType.builder(Explained.class, EXPLAIN_PERMISSION)
          .column("name", EXPLAIN_PERMISSION.ROLE_NAME)
          .expression(
              "ofScope",
              explained -> field(Sql.in(explained, EXPLAIN_PERMISSION.ORIGIN).eq(inline("scope"))))
          .build();

  private static final ScopedStatement<Explained> EXPLAIN =
      SharedService.statement(EXPLAINED, () -> FunctionCall.of(EXPLAIN_PERMISSION).rows(EXPLAINED));

  private static final RowType<String> NAME =
      RowType.of(String.class, HELD_PERMISSIONS.PERMISSION_NAME);

  private static final ScopedStatement<String> ALL =
      SharedService.statement(
          NAME,
          () -> {
            Table<?> held = FunctionCall.of(HELD_PERMISSIONS).table();
            return selectDistinct(NAME.columns(held)).from(held);
          });

  private final UUID tenantId;
  private final Function<String, Scope.TenantUser> user;
  private final ScopedExecutor executor;

  /**
   * @param user the current user, for a call of the given name; fails in a scope without a user
   */
  PermissionDao(UUID tenantId, Function<String, Scope.TenantUser> user, ScopedExecutor executor) {
    this.tenantId = tenantId;
    this.user = user;
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * Whether the current user has a permission. With a {@linkplain SharedService#cache cache} the
   * answer may be late.
   *
   * @throws ConstraintException if there is no such permission: a mistake of the program
   * @throws ScopeDeniedException in a system scope
   */
  public boolean has(String permission) {
    Scope.TenantUser me = user.apply("has");
    if (me.tenantId().equals(tenantId)) {
      Answers answers = executor.answers(tenantId);
      // the database refuses anything that is no name, including null
      if (answers != null && permission != null && NAMES.matcher(permission).matches()) {
        return answers.ask(
            Answers.Question.ofRight(
                "permission/" + tenantId + '/' + me.userId() + '/' + me.role() + '/' + permission,
                List.of("user:" + me.userId())),
            executor.mayReadLate(),
            known ->
                executor
                    .onPrimary()
                    .read("PermissionDao.has", ANSWER)
                    .with("user_id", me.userId())
                    .with("permission", permission)
                    .with("known", known)
                    .one());
      }
    }
    return has(me.userId(), permission);
  }

  /**
   * Whether a user has a permission, as far as this scope can see.
   *
   * @throws ConstraintException if there is no such permission: a mistake of the program
   */
  public boolean has(UUID userId, String permission) {
    return executor
        .read("PermissionDao.has", HAS)
        .with("user_id", userId)
        .with("permission", permission)
        .one();
  }

  /**
   * Why the current user has a permission, or why not.
   *
   * @throws ConstraintException if there is no such permission: a mistake of the program
   * @throws ScopeDeniedException in a system scope
   */
  public PermissionExplanation explain(String permission) {
    return explain(user.apply("explain").userId(), permission);
  }

  /**
   * Why a user has a permission, or why not, as far as this scope can see; always with the answer
   * of {@link #has}.
   *
   * @throws ConstraintException if there is no such permission: a mistake of the program
   */
  public PermissionExplanation explain(UUID userId, String permission) {
    List<Explained> rows =
        executor
            .read("PermissionDao.explain", EXPLAIN)
            .with("user_id", userId)
            .with("permission", permission)
            .list();
    return new PermissionExplanation(
        permission, rows.get(0).reach, rows.stream().flatMap(row -> row.role.stream()).toList());
  }

  /**
   * The names of the current user's permissions.
   *
   * @throws ScopeDeniedException in a system scope
   */
  public Set<String> list() {
    return list(user.apply("list").userId());
  }

  /** The names of a user's permissions, as far as this scope can see. */
  public Set<String> list(UUID userId) {
    return executor.read("PermissionDao.list", ALL).with("user_id", userId).list().stream()
        .collect(Collectors.toUnmodifiableSet());
  }

  private record Explained(PermissionReach reach, Optional<HeldRole> role) {}
}
