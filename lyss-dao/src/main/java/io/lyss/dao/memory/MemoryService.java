package io.lyss.dao.memory;

import io.lyss.dao.CallListener;
import io.lyss.dao.ScopeSigner;
import io.lyss.dao.internal.Connections;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.memory.jooq.LyssMemory;
import io.lyss.dao.session.Service;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.Query;

/**
 * The database of what an assistant remembers of its users, behind a data source.
 *
 * <pre>{@code
 * MemoryService memories = MemoryService.over(dataSource);
 * MemorySession me = memories.asUser(scope);
 * me.memories().remember(NewMemory.of("Prefers tea to coffee"));
 * // ... ask the vector database what is like the question ...
 * List<ScoredMemory> known = me.memories().listByVectorIds(matches);
 * }</pre>
 *
 * <p>Only its owner sees a memory. Administrators do not. System work reads the texts that it
 * embeds; otherwise it only counts, purges and erases memories.
 */
public final class MemoryService extends Service<MemorySession> {

  static final String DEFAULT_SCHEMA = LyssMemory.LYSS_MEMORY.getName();

  private final Connections connections;
  private final String schema;

  private MemoryService(Connections connections, String schema) {
    super(connections, DEFAULT_SCHEMA, schema, "bind_tenant_scope", MemorySession::new);
    this.connections = connections;
    this.schema = schema;
  }

  /** The database in its default schema, {@code lyss_memory}. */
  public static MemoryService over(DataSource dataSource) {
    return new MemoryService(new Connections(dataSource), DEFAULT_SCHEMA);
  }

  /**
   * The same with a replica: reads go to it if it is fresh enough, and otherwise to the primary.
   *
   * @param primary receives each call that may write
   * @param replica a standby of it; several behind a data source that balances them
   */
  public static MemoryService over(DataSource primary, DataSource replica) {
    return new MemoryService(new Connections(primary, replica), DEFAULT_SCHEMA);
  }

  /**
   * The same with another limit for how stale the answers of a replica may be; the default is ten
   * seconds.
   *
   * @param longest longer than zero
   * @throws IllegalArgumentException if it is not
   * @throws IllegalStateException if there is no replica
   */
  public MemoryService maxStaleness(Duration longest) {
    return new MemoryService(connections.maxStaleness(longest), schema);
  }

  /**
   * The same in another schema.
   *
   * @param name lower-case letters, digits and underscores
   * @throws IllegalArgumentException if the name is anything else
   */
  public MemoryService schema(String name) {
    return new MemoryService(connections, name);
  }

  /**
   * The same with signed scopes, for a database that requires them. A database that does not
   * require them verifies the signatures all the same.
   *
   * @param with a signer with a key that was added to this database
   */
  public MemoryService signer(ScopeSigner with) {
    return new MemoryService(connections.signer(with), schema);
  }

  /**
   * The same with a further listener.
   *
   * @param listener receives each call
   */
  public MemoryService listener(CallListener listener) {
    return new MemoryService(connections.listener(listener), schema);
  }

  static <T> ScopedStatement<T> statement(RowType<T> row, Supplier<Query> query) {
    return new ScopedStatement<>(DEFAULT_SCHEMA, row, query);
  }
}
