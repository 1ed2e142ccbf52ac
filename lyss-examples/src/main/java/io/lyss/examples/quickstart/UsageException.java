package io.lyss.examples.quickstart;

/** Options that cannot be met: the message says which, and what to do instead. */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
