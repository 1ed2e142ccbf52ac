package io.lyss.codegen;

import java.util.List;
import org.jooq.codegen.DefaultGeneratorStrategy;
import org.jooq.meta.Definition;
import org.jooq.meta.TableDefinition;

/** Lets the class of a table-valued function be known as one. */
public final class TableFunctionStrategy extends DefaultGeneratorStrategy {

  @Override
  public List<String> getJavaClassImplements(Definition definition, Mode mode) {
    return mode == Mode.DEFAULT
            && definition instanceof TableDefinition table
            && table.isTableValuedFunction()
        ? List.of("io.lyss.dao.internal.TableFunction")
        : List.of();
  }
}
