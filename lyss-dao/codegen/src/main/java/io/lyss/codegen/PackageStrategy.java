package io.lyss.codegen;

import org.jooq.codegen.DefaultGeneratorStrategy;
import org.jooq.meta.CatalogDefinition;
import org.jooq.meta.Definition;
import org.jooq.meta.SchemaDefinition;

/** Puts what is generated from {@code lyss_chat} into the package {@code chat.jooq}. */
public final class PackageStrategy extends DefaultGeneratorStrategy {

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

  /** The schema's name without the prefix that all of them have. */
  static String shortName(SchemaDefinition schema) {
    return schema.getName().substring("lyss_".length());
  }
}
