package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.ANSWER_TOKEN;
import static io.lyss.dao.provider.jooq.Tables.USER_TOKENS;
import static io.lyss.dao.provider.jooq.Tables.VERIFY_TOKEN;
import static org.jooq.impl.DSL.when;

import io.lyss.dao.internal.Answers;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.Optional;

/**
 * Whether a text that a client has sent is a valid token.
 *
 * @param outcome whether it is valid, or why not
 * @param token who owns it and what it may do, if {@link Outcome#VALID}
 */
public record TokenVerification(Outcome outcome, Optional<VerifiedToken> token) {

  /** The outcomes. They are for the host, not for the client. */
  public enum Outcome {
    VALID,
    /** It does not have the form of a token. */
    MALFORMED,
    /** There is no token with this secret, or not since a rotation. */
    UNKNOWN,
    REVOKED,
    DISABLED,
    EXPIRED,
    /** Its tenant is suspended or deleted. */
    TENANT_NOT_ACTIVE,
    /** Its owner is suspended, or has left. */
    USER_NOT_ACTIVE
  }

  static final TokenVerification MALFORMED =
      new TokenVerification(Outcome.MALFORMED, Optional.empty());

  private static final RowType<TokenVerification> ROW =
      RowType.builder(TokenVerification.class, VERIFY_TOKEN)
          .row(
              "token",
              RowType.builder(VerifiedToken.class, VERIFY_TOKEN)
                  .column("tenantId", USER_TOKENS.TENANT_ID)
                  .expression(
                      "tenantId",
                      answer ->
                          when(
                              Sql.in(answer, VERIFY_TOKEN.TOKEN_ID).isNotNull(),
                              Sql.arg(USER_TOKENS.TENANT_ID)))
                  .column("id", VERIFY_TOKEN.TOKEN_ID)
                  .row("restrictions", TokenDao.RESTRICTIONS)
                  .build())
          .build();

  private static final ScopedStatement<TokenVerification> VERIFY =
      ProviderService.statement(ROW, () -> FunctionCall.of(VERIFY_TOKEN).rows(ROW));

  private static final RowType<Answers.Reply> REPLY = RowType.of(Answers.Reply.class, ANSWER_TOKEN);

  private static final ScopedStatement<Answers.Reply> ANSWER =
      ProviderService.statement(REPLY, () -> FunctionCall.of(ANSWER_TOKEN).rows(REPLY));

  static TokenVerification of(AccessToken token, TokenPepper pepper, ScopedExecutor executor) {
    Answers answers = executor.answers(token.tenantId());
    if (answers != null) {
      return answers.ask(
          new Answers.Question<>(
              "token/" + token.tenantId() + '/' + pepper.hash(token),
              answer -> KeptToken.read(token.tenantId(), answer),
              KeptToken::subjects),
          executor.mayReadLate(),
          known ->
              executor
                  .call("ProviderService.verify", ANSWER)
                  .with("tenant_id", token.tenantId())
                  .withEach("key_hashes", pepper.all(), each -> each.hash(token))
                  .withEach("pepper_ids", pepper.all(), TokenPepper::id)
                  .with("known", known)
                  .one());
    }
    return executor
        .call("ProviderService.verify", VERIFY)
        .with("tenant_id", token.tenantId())
        .withEach("key_hashes", pepper.all(), each -> each.hash(token))
        .withEach("pepper_ids", pepper.all(), TokenPepper::id)
        .one();
  }
}
