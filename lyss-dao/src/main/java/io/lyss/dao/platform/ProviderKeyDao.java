package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.OUTDATED_PROVIDER_KEYS;

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
import io.lyss.dao.platform.jooq.routines.ReplaceProviderKey;
import java.time.Instant;

/**
 * The stored keys of providers, to encrypt them anew; in a system scope. The audit log records
 * which were read.
 */
public final class ProviderKeyDao {

  private static final RowType<ProviderKey> ROW =
      RowType.of(ProviderKey.class, OUTDATED_PROVIDER_KEYS);

  private static final ScopedStatement<ProviderKey> LIST_OUTDATED =
      Platform.statement(ROW, () -> FunctionCall.of(OUTDATED_PROVIDER_KEYS).rows(ROW));

  private static final ScopedStatement<Boolean> REPLACE =
      Platform.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new ReplaceProviderKey()).value());

  private final ScopedExecutor executor;

  ProviderKeyDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * The keys that are not encrypted with the current encryption key, by the id of their provider.
   *
   * @param current what every ciphertext of the current encryption key begins with, such as {@code
   *     tink:1735:}
   * @throws ScopeDeniedException in a user's scope
   */
  public Page<ProviderKey> listOutdated(String current, PageRequest page) {
    return executor
        .call("ProviderKeyDao.listOutdated", LIST_OUTDATED)
        .with("current", current)
        .oldestFirst(page, key -> new Cursor(Instant.EPOCH, key.id()));
  }

  /**
   * Replaces a key by the same key encrypted anew, unless it was replaced since it was read.
   *
   * @param read the key as it was read
   * @return whether it was replaced; false if it has changed since, or the provider is gone
   * @throws ConstraintException if the replacement is refused
   * @throws ScopeDeniedException in a user's scope
   */
  public boolean replace(ProviderKey read, Ciphertext replacement) {
    return executor
        .call("ProviderKeyDao.replace", REPLACE)
        .with(ROW, read)
        .with("replacement", replacement)
        .one();
  }
}
