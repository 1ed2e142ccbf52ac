package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.PROVIDER_CHANNELS;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The stored keys of a tenant's channels, for whoever encrypts them anew; in a system scope. */
public final class ChannelKeyDao {

  private static final RowType<ChannelKey> ROW = RowType.of(ChannelKey.class, PROVIDER_CHANNELS);

  private static final RowType<UUID> ID = RowType.of(UUID.class, PROVIDER_CHANNELS.ID);

  private static final ScopedStatement<ChannelKey> LIST_OUTDATED =
      ProviderService.statement(
          ROW,
          () ->
              select(ROW.columns())
                  .from(PROVIDER_CHANNELS)
                  .where(Sql.is(PROVIDER_CHANNELS.TENANT_ID))
                  .and(not(PROVIDER_CHANNELS.KEY.startsWith(Sql.arg("current", SQLDataType.CLOB))))
                  .and(PROVIDER_CHANNELS.ID.gt(Sql.afterId()))
                  .orderBy(PROVIDER_CHANNELS.ID)
                  .limit(Sql.limit()));

  private static final ScopedStatement<UUID> REPLACE =
      ProviderService.statement(
          ID,
          () ->
              DSL.update(PROVIDER_CHANNELS)
                  .set(PROVIDER_CHANNELS.KEY, Sql.arg("replacement", SQLDataType.CLOB))
                  .where(Sql.is(PROVIDER_CHANNELS.TENANT_ID))
                  .and(Sql.is(PROVIDER_CHANNELS.ID))
                  .and(Sql.is(PROVIDER_CHANNELS.KEY))
                  .returningResult(ID.columns()));

  private final ScopedExecutor executor;

  ChannelKeyDao(UUID tenantId, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * The keys that the current encryption key has not encrypted, by the id of their channel.
   *
   * @param current what every ciphertext of the current encryption key begins with, such as {@code
   *     tink:1735:}
   * @throws ScopeDeniedException in a tenant's scope
   */
  public Page<ChannelKey> listOutdated(String current, PageRequest page) {
    return executor
        .call(LIST_OUTDATED)
        .with("current", current)
        .oldestFirst(page, key -> new Cursor(key.id()));
  }

  /**
   * Replaces a key by the same key encrypted anew, unless it was replaced since it was read.
   *
   * @param read the key as it was read
   * @return whether it was replaced; false if it is another by now, or the channel is gone
   * @throws ConstraintException if the replacement is refused
   * @throws ScopeDeniedException in a tenant's scope
   */
  public boolean replace(ChannelKey read, Ciphertext replacement) {
    return executor
        .call(REPLACE)
        .with(ROW, read)
        .with("replacement", replacement)
        .find()
        .isPresent();
  }
}
