package io.lyss.examples.services;

/** Stands in for the LLM behind a channel; that of the first channel is down. */
final class Model {

  private Model() {}

  /** An answer, with the tokens of prompt and completion. */
  record Answer(String text, int promptTokens, int completionTokens) {}

  /** The error of a provider that does not answer. */
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
