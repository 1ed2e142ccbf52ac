package io.lyss.dao.testing.calls;

import io.lyss.dao.session.Session;
import java.io.IOException;
import java.sql.SQLException;

/** Something that holds for every call of a database, exceptions excepted. */
public interface Property<S extends Session<?, S>, W extends World<S>> extends AutoCloseable {

  /** What it says, after "Each call". */
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
