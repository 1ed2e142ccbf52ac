package io.lyss.dao.user;

import io.lyss.dao.CallListener;
import io.lyss.dao.ScopeSigner;
import io.lyss.dao.internal.Connections;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.session.Service;
import io.lyss.dao.user.jooq.LyssUser;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.Query;

/**
 * The database of tenants and users, behind a data source.
 *
 * <pre>{@code
 * UserService users = UserService.over(dataSource);
 * LoginDao logins = users.asSystem("login").logins();
 * Login login = logins.find("acme", "ann@acme.example").orElseThrow();
 * // ... verify the password against login.passwordHash() ...
 * UserSession me = users.asUser(logins.scope(login.tenantId(), login.userId()));
 * }</pre>
 *
 * <p>Users of a suspended or deleted tenant can only read here.
 */
public final class UserService extends Service<UserSession> {

  static final String DEFAULT_SCHEMA = LyssUser.LYSS_USER.getName();

  private final Connections connections;
  private final String schema;

  private UserService(Connections connections, String schema) {
    super(connections, DEFAULT_SCHEMA, schema, "bind_user_scope", UserSession::new);
    this.connections = connections;
    this.schema = schema;
  }

  /** The database in its default schema, {@code lyss_user}. */
  public static UserService over(DataSource dataSource) {
    return new UserService(new Connections(dataSource), DEFAULT_SCHEMA);
  }

  /**
   * The same with a replica: reads go to it if it is fresh enough, and otherwise to the primary.
   *
   * @param primary receives each call that may write
   * @param replica a standby of it; several behind a data source that balances them
   */
  public static UserService over(DataSource primary, DataSource replica) {
    return new UserService(new Connections(primary, replica), DEFAULT_SCHEMA);
  }

  /**
   * The same with another limit for how stale the answers of a replica may be; the default is ten
   * seconds.
   *
   * @param longest longer than zero
   * @throws IllegalArgumentException if it is not
   * @throws IllegalStateException if there is no replica
   */
  public UserService maxStaleness(Duration longest) {
    return new UserService(connections.maxStaleness(longest), schema);
  }

  /**
   * The same in another schema.
   *
   * @param name lower-case letters, digits and underscores
   * @throws IllegalArgumentException if the name is anything else
   */
  public UserService schema(String name) {
    return new UserService(connections, name);
  }

  /**
   * The same with signed scopes, for a database that requires them. A database that does not
   * require them verifies the signatures all the same.
   *
   * @param with a signer with a key that was added to this database
   */
  public UserService signer(ScopeSigner with) {
    return new UserService(connections.signer(with), schema);
  }

  /**
   * The same with a further listener.
   *
   * @param listener receives each call
   */
  public UserService listener(CallListener listener) {
    return new UserService(connections.listener(listener), schema);
  }

  static <T> ScopedStatement<T> statement(RowType<T> row, Supplier<Query> query) {
    return new ScopedStatement<>(DEFAULT_SCHEMA, row, query);
  }
}
