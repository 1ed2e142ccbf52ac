package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.VERIFY_TOKEN;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.Optional;

/**
 * Whether a text is a token that is taken.
 *
 * @param outcome whether it is
 * @param token whose it is, if {@link Outcome#VALID}
 */
public record TokenVerification(Outcome outcome, Optional<VerifiedToken> token) {

  /** The outcomes; for the host, and not for whoever has sent the text. */
  public enum Outcome {
    VALID,
    /** No token has such a text. */
    MALFORMED,
    /** It may have been one, before a rotation, or never. */
    UNKNOWN,
    REVOKED,
    DISABLED,
    EXPIRED
  }

  static final TokenVerification MALFORMED =
      new TokenVerification(Outcome.MALFORMED, Optional.empty());

  private static final ScopedStatement VERIFY =
      ProviderService.statement(
          () ->
              select(
                      VERIFY_TOKEN.OUTCOME,
                      VERIFY_TOKEN.TOKEN_ID,
                      VERIFY_TOKEN.USER_ID,
                      VERIFY_TOKEN.RESTRICTED_TO_CHANNELS,
                      VERIFY_TOKEN.CHANNEL_IDS,
                      ModelColumns.names(VERIFY_TOKEN.ALLOWED_MODELS),
                      VERIFY_TOKEN.RATE_LIMIT,
                      VERIFY_TOKEN.EXPIRES_AT)
                  .from(VERIFY_TOKEN.call(Sql.uuidArg(1), Sql.textArg(2))));

  static TokenVerification of(AccessToken token, TokenPepper pepper, ScopedExecutor executor) {
    return executor.one(
        VERIFY,
        row -> {
          Outcome outcome = Sql.constant(Outcome.class, row.nextString());
          return new TokenVerification(
              outcome,
              outcome == Outcome.VALID
                  ? Optional.of(VerifiedToken.read(token.tenantId(), row))
                  : Optional.empty());
        },
        token.tenantId(),
        pepper.hash(token));
  }
}
