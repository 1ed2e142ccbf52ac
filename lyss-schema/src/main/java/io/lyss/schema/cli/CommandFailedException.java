package io.lyss.schema.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command failed; the message is all that a person needs to know. */
final class CommandFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CommandFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** One of several databases failed; the ones before it are done, the ones after it are not. */
  static CommandFailedException partWay(String failed, List<String> done, Exception cause) {
    return new CommandFailedException(
        Failures.message(cause)
            + "\nStopped at "
            + failed
            + ". Done before that: "
            + (done.isEmpty() ? "none" : String.join(", ", done))
            + ".",
        cause);
  }
}
