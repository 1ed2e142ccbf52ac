package io.lyss.schema;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A database could not be migrated, validated or read. No file was applied, because all files of a
 * migration are one transaction; but if making the partitions has failed afterwards, the files stay
 * applied.
 */
public final class LyssMigrationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final @Nullable String file;
  private final int line;
  private final @Nullable String statement;

  LyssMigrationException(String message, @Nullable Throwable cause) {
    this(message, null, 0, null, cause);
  }

  LyssMigrationException(
      String message,
      @Nullable String file,
      int line,
      @Nullable String statement,
      @Nullable Throwable cause) {
    super(message, cause);
    this.file = file;
    this.line = line;
    this.statement = statement;
  }

  /** The file that failed; empty if no file did. */
  public Optional<String> file() {
    return Optional.ofNullable(file);
  }

  /**
   * The line of {@link #file()} on which the failed statement begins, from 1; 0 if unknown. If the
   * file has it more than once, the first of them; the message names all.
   */
  public int line() {
    return line;
  }

  /** The statement that failed; of a long one, its beginning. */
  public Optional<String> statement() {
    return Optional.ofNullable(statement);
  }
}
