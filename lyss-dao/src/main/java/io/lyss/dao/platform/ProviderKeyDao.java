package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.PROVIDER_CONFIGS;
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
import java.time.Instant;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The stored keys of providers, for whoever encrypts them anew; in a system scope. */
public final class ProviderKeyDao {

  private static final RowType<ProviderKey> ROW = RowType.of(ProviderKey.class, PROVIDER_CONFIGS);

  private static final RowType<Integer> ID = RowType.of(Integer.class, PROVIDER_CONFIGS.ID);

  private static final ScopedStatement<ProviderKey> LIST_OUTDATED =
      Platform.statement(
          ROW,
          () ->
              select(ROW.columns())
                  .from(PROVIDER_CONFIGS)
                  .where(
                      not(
                          PROVIDER_CONFIGS.API_KEY.startsWith(
                              Sql.arg("current", SQLDataType.CLOB))))
                  .and(PROVIDER_CONFIGS.ID.gt(Sql.afterNumber(SQLDataType.INTEGER)))
                  .orderBy(PROVIDER_CONFIGS.ID)
                  .limit(Sql.limit()));

  private static final ScopedStatement<Integer> REPLACE =
      Platform.statement(
          ID,
          () ->
              DSL.update(PROVIDER_CONFIGS)
                  .set(PROVIDER_CONFIGS.API_KEY, Sql.arg("replacement", SQLDataType.CLOB))
                  .where(Sql.is(PROVIDER_CONFIGS.ID))
                  .and(Sql.is(PROVIDER_CONFIGS.API_KEY))
                  .returningResult(ID.columns()));

  private final ScopedExecutor executor;

  ProviderKeyDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * The keys that the current encryption key has not encrypted, by the id of their provider.
   *
   * @param current what every ciphertext of the current encryption key begins with, such as {@code
   *     tink:1735:}
   * @throws ScopeDeniedException in a user's scope
   */
  public Page<ProviderKey> listOutdated(String current, PageRequest page) {
    return executor
        .call(LIST_OUTDATED)
        .with("current", current)
        .oldestFirst(page, key -> new Cursor(Instant.EPOCH, key.id()));
  }

  /**
   * Replaces a key by the same key encrypted anew, unless it was replaced since it was read.
   *
   * @param read the key as it was read
   * @return whether it was replaced; false if it is another by now, or the provider is gone
   * @throws ConstraintException if the replacement is refused
   * @throws ScopeDeniedException in a user's scope
   */
  public boolean replace(ProviderKey read, Ciphertext replacement) {
    return executor
        .call(REPLACE)
        .with(ROW, read)
        .with("replacement", replacement)
        .find()
        .isPresent();
  }
}
