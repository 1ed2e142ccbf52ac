package io.lyss.dao.testing.calls;

import io.lyss.dao.session.Session;
import java.io.IOException;
import java.sql.SQLException;

/** A rule that every call of a database follows, but for those that are listed as exceptions. */
public interface Property<S extends Session<?, S>, W extends World<S>> extends AutoCloseable {

  /** The rule as a sentence, without its beginning, "Each call". */
  String name();

  /** Whether it is asked of a call. */
  default boolean concerns(Line<S, W> line) {
    return true;
  }

  /** Fails if the property does not hold. */
  void holdsFor(Line<S, W> line) throws Exception;

  @Override
  default void close() throws IOException, SQLException {}
}
