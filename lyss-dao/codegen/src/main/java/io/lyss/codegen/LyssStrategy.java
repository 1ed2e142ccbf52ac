package io.lyss.codegen;

import java.util.List;
import org.jooq.codegen.DefaultGeneratorStrategy;
import org.jooq.meta.CatalogDefinition;
import org.jooq.meta.Definition;
import org.jooq.meta.SchemaDefinition;
import org.jooq.meta.TableDefinition;

/**
 * Puts what is generated from {@code lyss_chat} into the package {@code chat.jooq}, and lets the
 * class of a table-valued function be known as one.
 */
public final class LyssStrategy extends DefaultGeneratorStrategy {

  @Override
  public String getJavaPackageName(Definition definition, Mode mode) {
    String name = super.getJavaPackageName(definition, mode);
    if (definition instanceof CatalogDefinition) {
      return name;
    }
    SchemaDefinition schema = definition.getSchema();
    String below = name.substring(super.getJavaPackageName(schema, mode).length());
    return getTargetPackage() + "." + shortName(schema) + ".jooq" + below;
  }

  @Override
  public List<String> getJavaClassImplements(Definition definition, Mode mode) {
    return mode == Mode.DEFAULT
            && definition instanceof TableDefinition table
            && table.isTableValuedFunction()
        ? List.of("io.lyss.dao.internal.TableFunction")
        : List.of();
  }

  /** The schema's name without the prefix that all of them have. */
  static String shortName(SchemaDefinition schema) {
    return schema.getName().substring("lyss_".length());
  }
}
