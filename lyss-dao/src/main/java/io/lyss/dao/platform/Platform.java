package io.lyss.dao.platform;

import io.lyss.dao.AccessCache;
import io.lyss.dao.CallListener;
import io.lyss.dao.Scope;
import io.lyss.dao.ScopeSigner;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Connections;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.SchemaName;
import io.lyss.dao.internal.ScopeLayout;
import io.lyss.dao.internal.ScopeLayout.Binding;
import io.lyss.dao.internal.ScopeLayout.Form;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.Query;

/**
 * The platform database, behind a data source. Every call has a scope:
 *
 * <pre>{@code
 * Platform platform = Platform.over(dataSource);
 * boolean may = platform.asUser(7).providers().canUserAccessProvider(7, 2);
 * }</pre>
 *
 * <p>The data source's login has to be a member of the roles {@code authenticated_users} and, for
 * system work, {@code lyss_system}; it should own nothing. Sessions are values and cost nothing:
 * make one per request.
 *
 * <p>Immutable and thread-safe. So is all that it returns, unless its documentation says otherwise.
 */
public final class Platform {

  static final String DEFAULT_SCHEMA =
      io.lyss.dao.platform.jooq.LyssPlatform.LYSS_PLATFORM.getName();

  private static final String USER = "app.current_user_id";
  private static final String REASON = "app.system_reason";
  private static final String BIND = "bind_scope";

  private final Connections connections;
  private final String schema;
  private final Form user;
  private final Form system;

  private Platform(Connections connections, String schema) {
    this.connections = connections;
    this.schema = schema;
    ScopeLayout layout =
        new ScopeLayout(
            schema, List.of(USER, REASON), List.of("app.current_role"), connections.signer());
    this.user = layout.form("authenticated_users", BIND, List.of(USER));
    this.system = layout.form("lyss_system", BIND, List.of(REASON));
  }

  /** The platform database in its default schema, {@code lyss_platform}. */
  public static Platform over(DataSource dataSource) {
    return new Platform(new Connections(dataSource), DEFAULT_SCHEMA);
  }

  /**
   * The same with a replica: reads go to it if it is fresh enough, and otherwise to the primary.
   *
   * @param primary receives each call that may write
   * @param replica a standby of it; several behind a data source that balances them
   */
  public static Platform over(DataSource primary, DataSource replica) {
    return new Platform(new Connections(primary, replica), DEFAULT_SCHEMA);
  }

  /**
   * The same with another limit for how stale the answers of a replica may be; the default is ten
   * seconds.
   *
   * @param longest longer than zero
   * @throws IllegalArgumentException if it is not
   * @throws IllegalStateException if there is no replica
   */
  public Platform maxStaleness(Duration longest) {
    return new Platform(connections.maxStaleness(longest), schema);
  }

  /**
   * The same with a cache, from which {@code canUserAccessProvider} may answer users who ask about
   * themselves. All other questions, and all access to data, are still decided by the database.
   *
   * <p>Once a transaction that takes a right away has been committed for {@code longest}, no host
   * answers that the user still has it; nor does one after a right has ended by itself. This rests
   * on no message that could be lost: while the database cannot be reached, no answer is given for
   * longer than that. In a session that has written, or that {@linkplain
   * PlatformSession#readingAtLeast reads at least} what another has written, and in a transaction,
   * the database is asked.
   *
   * <p>It rests on triggers of the database. Logical replication, and restoring data into existing
   * tables, bypass them.
   *
   * @param cache of one database or of several, for this host or for several
   * @param longest how late an answer may be, up to a minute
   * @throws IllegalArgumentException if it is zero or negative, or more than a minute
   */
  public Platform cache(AccessCache cache, Duration longest) {
    return new Platform(connections.cache(cache, longest), schema);
  }

  /**
   * The same in another schema.
   *
   * @param name lower-case letters, digits and underscores
   * @throws IllegalArgumentException if the name is anything else
   */
  public Platform schema(String name) {
    return new Platform(connections, SchemaName.check(name));
  }

  /**
   * The same with signed scopes, for a database that requires them. A database that does not
   * require them verifies the signatures all the same.
   *
   * @param with a signer with a key that was added to this database
   */
  public Platform signer(ScopeSigner with) {
    return new Platform(connections.signer(with), schema);
  }

  /**
   * The same with a further listener.
   *
   * @param listener receives each call
   */
  public Platform listener(CallListener listener) {
    return new Platform(connections.listener(listener), schema);
  }

  /**
   * A user's session.
   *
   * @param userId the user, as the host's authentication has established
   * @throws IllegalArgumentException if the id is not positive
   */
  public PlatformSession asUser(int userId) {
    return session(new Scope.PlatformUser(userId));
  }

  /**
   * A session for work without a user. Its changes are recorded in the audit log, with the reason.
   *
   * @throws IllegalArgumentException if the reason is blank
   */
  public PlatformSession asSystem(String reason) {
    return session(new Scope.SystemWork(reason));
  }

  /** A session in a scope. */
  public PlatformSession session(Scope.OfPlatform scope) {
    return new PlatformSession(
        scope, ScopedExecutor.pooled(connections, DEFAULT_SCHEMA, schema, binding(scope)));
  }

  private Binding binding(Scope.OfPlatform scope) {
    if (scope instanceof Scope.PlatformUser caller) {
      return new Binding(user, List.of(Integer.toString(caller.userId())));
    }
    return new Binding(system, List.of(((Scope.SystemWork) scope).reason()));
  }

  static <T> ScopedStatement<T> statement(RowType<T> row, Supplier<Query> query) {
    return new ScopedStatement<>(DEFAULT_SCHEMA, row, query);
  }

  /**
   * @param what the call, for the message
   * @throws ScopeDeniedException in a system scope
   */
  static int user(Scope scope, String what) {
    if (scope instanceof Scope.PlatformUser user) {
      return user.userId();
    }
    throw new ScopeDeniedException(
        what + " is a user's own: ask for it in a session as that user, not in a system scope",
        null);
  }
}
