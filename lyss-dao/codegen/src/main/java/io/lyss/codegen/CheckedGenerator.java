package io.lyss.codegen;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.codegen.JavaGenerator;
import org.jooq.codegen.JavaWriter;
import org.jooq.impl.DSL;
import org.jooq.meta.Database;
import org.jooq.meta.Definition;
import org.jooq.meta.ParameterDefinition;
import org.jooq.meta.TableDefinition;

/**
 * Generates, and fails the build unless just the objects were generated that the property {@code
 * lyss.expected} names: jOOQ itself leaves out what it cannot read, with a warning at most.
 */
public final class CheckedGenerator extends JavaGenerator {

  @Override
  public void generate(Database database) {
    super.generate(database);
    Set<String> expected =
        Arrays.stream(
                database.getProperties().getProperty("lyss.expected").strip().split("[\\s,]+"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> generated =
        database.getSchemata().stream()
            .flatMap(
                schema ->
                    Stream.of(
                        database.getTables(schema),
                        database.getRoutines(schema),
                        database.getSequences(schema)))
            .flatMap(List::stream)
            .map(Definition::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!expected.equals(generated)) {
      Set<String> missing = new TreeSet<>(expected);
      missing.removeAll(generated);
      Set<String> unexpected = new TreeSet<>(generated);
      unexpected.removeAll(expected);
      throw new IllegalStateException(
          "Generated code is not what lyss.expected names; missing: "
              + missing
              + ", unexpected: "
              + unexpected);
    }
  }

  /**
   * Lets the class of a table-valued function say its parameters, as jOOQ's routines do, with the
   * types that its {@code call} takes.
   */
  @Override
  protected void generateTableClassFooter(TableDefinition table, JavaWriter out) {
    if (!table.isTableValuedFunction()) {
      return;
    }
    out.javadoc("The function's parameters, in order.");
    out.println("public static %s<%s<?>> parameters() {", List.class, Field.class);
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
