package io.lyss.examples.services;

/** Stands in for an LLM behind a channel: the first channel's is down. */
final class Model {

  private Model() {}

  /** An answer, and the tokens in and out that it took. */
  record Answer(String text, int promptTokens, int completionTokens) {}

  /** What a provider says when it does not serve. */
  static final class DownException extends Exception {
    private static final long serialVersionUID = 1L;

    DownException() {
      super("503 Service Unavailable");
    }
  }

  static Answer ask(String channel, String question) throws DownException {
    if (channel.equals(Acme.FIRST)) {
      throw new DownException();
    }
    String text = "In Shanghai it will rain tomorrow; take an umbrella.";
    return new Answer(text, question.length() / 4 + 12, text.length() / 4);
  }
}
