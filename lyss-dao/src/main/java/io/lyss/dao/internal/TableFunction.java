package io.lyss.dao.internal;

import java.util.List;
import org.jooq.Field;

/** A generated function that returns rows. */
public interface TableFunction {

  /** Its parameters, in order, with their names. */
  List<Field<?>> parameters();
}
