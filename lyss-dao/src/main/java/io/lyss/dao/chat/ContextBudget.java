package io.lyss.dao.chat;

/**
 * How much of a conversation a model is given, and how that is counted.
 *
 * @param messages how many messages at most; at least 0
 * @param tokens how many tokens at most, the summary included; at least 0
 * @param bytesPerToken how many bytes of UTF-8 are reckoned as a token, in the summary and in
 *     messages that have no token count: 0.1 to 100
 * @param beginsWithUser whether the first message has to be one of the user
 */
public record ContextBudget(
    int messages, long tokens, double bytesPerToken, boolean beginsWithUser) {

  /** Rather too many tokens than too few: English has about 4 bytes in one, Chinese and code 3. */
  private static final double BYTES_PER_TOKEN = 3;

  /** The last messages, as many as these at most. */
  public static ContextBudget ofMessages(int messages) {
    return new ContextBudget(messages, Long.MAX_VALUE, BYTES_PER_TOKEN, false);
  }

  /** The last messages that have as many tokens as these at most. */
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

  /** The same budget, where texts without a token count are reckoned otherwise. */
  public ContextBudget withBytesPerToken(double bytes) {
    return new ContextBudget(messages, tokens, bytes, beginsWithUser);
  }

  /** The same budget, for a model whose conversations begin with the user. */
  public ContextBudget beginningWithUser() {
    return new ContextBudget(messages, tokens, bytesPerToken, true);
  }
}
