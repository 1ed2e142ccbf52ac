package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.OUTDATED_CHANNEL_KEYS;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.provider.jooq.routines.ReplaceChannelKey;
import java.util.UUID;

/**
 * The stored keys of a tenant's channels, for a host that encrypts them anew; in a system scope.
 * The audit log records which were read.
 */
public final class ChannelKeyDao {

  private static final RowType<ChannelKey> ROW =
      RowType.of(ChannelKey.class, OUTDATED_CHANNEL_KEYS);

  private static final ScopedStatement<ChannelKey> LIST_OUTDATED =
      ProviderService.statement(ROW, () -> FunctionCall.of(OUTDATED_CHANNEL_KEYS).rows(ROW));

  private static final ScopedStatement<Boolean> REPLACE =
      ProviderService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new ReplaceChannelKey()).value());

  private final ScopedExecutor executor;

  ChannelKeyDao(UUID tenantId, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * The keys that are not encrypted with the current encryption key, ordered by the id of their
   * channel.
   *
   * @param current the beginning of each ciphertext of the current encryption key, such as {@code
   *     tink:1735:}
   * @throws ScopeDeniedException in a tenant's scope, and in a person's
   */
  public Page<ChannelKey> listOutdated(String current, PageRequest page) {
    return executor
        .call("ChannelKeyDao.listOutdated", LIST_OUTDATED)
        .with("current", current)
        .oldestFirst(page, key -> new Cursor(key.id()));
  }

  /**
   * Replaces a key by the same key encrypted anew, unless it was replaced since it was read.
   *
   * @param read the key as it was read
   * @return false if the key has changed since, or the channel is gone
   * @throws ConstraintException if the replacement is refused
   * @throws ScopeDeniedException in a tenant's scope, and in a person's
   */
  public boolean replace(ChannelKey read, Ciphertext replacement) {
    return executor
        .call("ChannelKeyDao.replace", REPLACE)
        .with(ROW, read)
        .with("replacement", replacement)
        .one();
  }
}
