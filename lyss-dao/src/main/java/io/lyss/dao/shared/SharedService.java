package io.lyss.dao.shared;

import static org.jooq.impl.DSL.inline;

import io.lyss.dao.AccessCache;
import io.lyss.dao.CallListener;
import io.lyss.dao.ScopeSigner;
import io.lyss.dao.internal.Connections;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.session.Service;
import io.lyss.dao.shared.jooq.LyssShared;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Query;

/**
 * The database that the services share, behind a data source.
 *
 * <pre>{@code
 * SharedService shared = SharedService.over(dataSource);
 * SharedSession me = shared.asUser(scope);
 * if (me.permissions().has("channel.create")) {
 *   // ...
 * }
 * System.out.println(me.permissions().explain("channel.share"));
 * }</pre>
 */
public final class SharedService extends Service<SharedSession> {

  static final String DEFAULT_SCHEMA = LyssShared.LYSS_SHARED.getName();

  private final Connections connections;
  private final String schema;

  private SharedService(Connections connections, String schema) {
    super(connections, DEFAULT_SCHEMA, schema, "bind_tenant_scope", SharedSession::new);
    this.connections = connections;
    this.schema = schema;
  }

  /** The database in its default schema, {@code lyss_shared}. */
  public static SharedService over(DataSource dataSource) {
    return new SharedService(new Connections(dataSource), DEFAULT_SCHEMA);
  }

  /**
   * The same with a replica: reads go to it if it is fresh enough, and otherwise to the primary.
   *
   * @param primary receives each call that may write
   * @param replica a standby of it; several behind a data source that balances them
   */
  public static SharedService over(DataSource primary, DataSource replica) {
    return new SharedService(new Connections(primary, replica), DEFAULT_SCHEMA);
  }

  /**
   * The same with another limit for how stale the answers of a replica may be; the default is ten
   * seconds.
   *
   * @param longest longer than zero
   * @throws IllegalArgumentException if it is not
   * @throws IllegalStateException if there is no replica
   */
  public SharedService maxStaleness(Duration longest) {
    return new SharedService(connections.maxStaleness(longest), schema);
  }

  /**
   * The same with a cache: {@code permissions().has(permission)} may then answer from it. The
   * database still decides everything else, and each access to data.
   *
   * <p>Once a transaction that takes a permission from the user, from a role of the user or from a
   * built-in role has been committed for {@code longest}, no host answers that the current user
   * still has it. The role that the scope itself names does not change with the database. In a
   * session that has written, or that {@linkplain SharedSession#readingAtLeast reads at least} what
   * another has written, and in a transaction, the database is asked.
   *
   * <p>This needs no messages between hosts, so none can be missed: when the database cannot be
   * reached, there is no answer. All writes have to fire the database's triggers. Only logical
   * replication, and restoring data into existing tables, do not. An imported tenant is opened
   * afterwards, which fires them.
   *
   * @param cache of one database or of several, for this host or for several
   * @param longest how late an answer may be, up to a minute
   * @throws IllegalArgumentException if it is zero or negative, or more than a minute
   */
  public SharedService cache(AccessCache cache, Duration longest) {
    return new SharedService(connections.cache(cache, longest), schema);
  }

  /**
   * The same in another schema.
   *
   * @param name lower-case letters, digits and underscores
   * @throws IllegalArgumentException if the name is anything else
   */
  public SharedService schema(String name) {
    return new SharedService(connections, name);
  }

  /**
   * The same with signed scopes, for a database that requires them. A database that does not
   * require them verifies the signatures all the same.
   *
   * @param with a signer with a key that was added to this database
   */
  public SharedService signer(ScopeSigner with) {
    return new SharedService(connections.signer(with), schema);
  }

  /**
   * The same with a further listener.
   *
   * @param listener receives each call
   */
  public SharedService listener(CallListener listener) {
    return new SharedService(connections.listener(listener), schema);
  }

  static <T> ScopedStatement<T> statement(RowType<T> row, Supplier<Query> query) {
    return new ScopedStatement<>(DEFAULT_SCHEMA, row, query);
  }

  /** Rows of the tenant's own, and the platform's. */
  static Condition ofTenantOrPlatform(Field<UUID> tenantId) {
    return Sql.isEither(tenantId, Sql.arg(tenantId), inline(PLATFORM));
  }
}
