package io.lyss.dao.internal;

import java.util.List;
import org.jooq.Field;

/** A generated function that is selected from. */
public interface TableFunction {

  /** Its parameters, in order, by their names. */
  List<Field<?>> parameters();
}
