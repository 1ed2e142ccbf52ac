package io.lyss.dao.chat;

/**
 * How much of a conversation is given to a model, and how that is counted.
 *
 * @param messages how many messages at most; at least 0
 * @param tokens how many tokens at most, the summary included; at least 0
 * @param bytesPerToken how many bytes of UTF-8 count as a token, in the summary and in messages
 *     that have no token count: 0.1 to 100
 * @param beginsWithUser whether the first message has to be one of the user
 */
public record ContextBudget(
    int messages, long tokens, double bytesPerToken, boolean beginsWithUser) {

  /**
   * A token has about 4 bytes in English, and 3 in Chinese and code. With 3, the estimate has too
   * many tokens rather than too few.
   */
  private static final double BYTES_PER_TOKEN = 3;

  /** The last messages, up to this number. */
  public static ContextBudget ofMessages(int messages) {
    return new ContextBudget(messages, Long.MAX_VALUE, BYTES_PER_TOKEN, false);
  }

  /** The last messages, up to this number of tokens. */
  public static ContextBudget ofTokens(long tokens) {
    return new ContextBudget(Integer.MAX_VALUE, tokens, BYTES_PER_TOKEN, false);
  }

  /** The same budget with a limit of messages. */
  public ContextBudget withMessages(int most) {
    return new ContextBudget(most, tokens, bytesPerToken, beginsWithUser);
  }

  /** The same budget with a limit of tokens. */
  public ContextBudget withTokens(long most) {
    return new ContextBudget(messages, most, bytesPerToken, beginsWithUser);
  }

  /** The same budget, with another size of a token for texts without a token count. */
  public ContextBudget withBytesPerToken(double bytes) {
    return new ContextBudget(messages, tokens, bytes, beginsWithUser);
  }

  /** The same budget, for a model whose conversations begin with the user. */
  public ContextBudget beginningWithUser() {
    return new ContextBudget(messages, tokens, bytesPerToken, true);
  }
}
