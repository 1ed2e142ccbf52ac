package io.lyss.codegen;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jooq.Field;
import org.jooq.codegen.JavaGenerator;
import org.jooq.codegen.JavaWriter;
import org.jooq.impl.DSL;
import org.jooq.meta.Database;
import org.jooq.meta.ParameterDefinition;
import org.jooq.meta.TableDefinition;

/**
 * Generates unless the inputs are unchanged, and fails the build if the generated objects are not
 * those of the reviewed list: jOOQ itself leaves out what it cannot read, with a warning at most.
 */
public final class CheckedGenerator extends JavaGenerator {

  @Override
  public void generate(Database database) {
    Path module = Path.of(database.getProperties().getProperty("lyss.module"));
    Path list = module.resolve("src/main/jooq/generated.txt");
    Stamp stamp =
        new Stamp(
            Path.of(getTargetDirectory()),
            List.of(module.resolve("pom.xml"), module.resolve("../pom.xml"), list));
    if (stamp.isCurrent()) {
      return;
    }
    stamp.delete();
    MigratedDatabase migrated = (MigratedDatabase) database;
    migrated.migrate();
    super.generate(database);
    SchemaVersions.write(Path.of(getTargetDirectory()), getTargetPackage(), migrated.versions());
    if (!database.getUnusedForcedTypes().isEmpty()) {
      throw new IllegalStateException(
          "Forced types that nothing needs: " + database.getUnusedForcedTypes());
    }
    GeneratedList.of(database).check(list);
    stamp.write();
  }

  /**
   * Makes a table-valued function list its parameters, as jOOQ's routines do, with the types that
   * its {@code call} takes.
   */
  @Override
  protected void generateTableClassFooter(TableDefinition table, JavaWriter out) {
    if (!table.isTableValuedFunction()) {
      return;
    }
    out.override();
    out.println("public %s<%s<?>> parameters() {", List.class, Field.class);
    out.println("return %s.of(", List.class);
    for (Iterator<ParameterDefinition> i = table.getParameters().iterator(); i.hasNext(); ) {
      ParameterDefinition parameter = i.next();
      out.println(
          "%s.field(%s.name(\"%s\"), %s)%s",
          DSL.class,
          DSL.class,
          parameter.getOutputName(),
          getJavaTypeReference(parameter.getDatabase(), parameter.getType(resolver(out)), out),
          i.hasNext() ? "," : "");
    }
    out.println(");");
    out.println("}");
  }
}
