package io.lyss.codegen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.meta.DataTypeDefinition;
import org.jooq.meta.Database;
import org.jooq.meta.Definition;
import org.jooq.meta.ParameterDefinition;
import org.jooq.meta.RoutineDefinition;
import org.jooq.meta.SchemaDefinition;
import org.jooq.meta.TableDefinition;

/** The committed list of what is generated, one object a line, for a review to see. */
final class GeneratedList {

  private static final String REWRITE = "lyss.generated.rewrite";

  private final SortedSet<String> generated;

  private GeneratedList(SortedSet<String> generated) {
    this.generated = generated;
  }

  static GeneratedList of(Database database) {
    return new GeneratedList(
        database.getSchemata().stream()
            .flatMap(schema -> lines(database, schema))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** Fails unless the file lists what is generated; or rewrites it, where that is asked for. */
  void check(Path file) {
    try {
      if (Boolean.getBoolean(REWRITE)) {
        Files.write(file, generated);
      }
      SortedSet<String> listed = new TreeSet<>(Files.readAllLines(file));
      if (!listed.equals(generated)) {
        throw new IllegalStateException(
            "What is generated is not what %s lists:%n%s%s%nIf it is to be so: mvn compile -pl lyss-dao -am -D%s"
                .formatted(
                    file,
                    difference("generated, not listed: ", generated, listed),
                    difference("listed, not generated: ", listed, generated),
                    REWRITE));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The list of what is generated cannot be read or written", e);
    }
  }

  private static String difference(String label, Collection<String> of, Collection<String> from) {
    return of.stream()
        .filter(line -> !from.contains(line))
        .map(line -> label + line + "\n")
        .collect(Collectors.joining());
  }

  private static Stream<String> lines(Database database, SchemaDefinition schema) {
    return Stream.of(
            database.getTables(schema),
            database.getRoutines(schema),
            database.getSequences(schema),
            database.getEnums(schema),
            database.getDomains(schema),
            database.getUDTs(schema))
        .flatMap(List::stream)
        .map(object -> LyssStrategy.shortName(schema) + " " + line(object));
  }

  private static String line(Definition object) {
    if (object instanceof RoutineDefinition routine) {
      return function(routine, routine.getInParameters());
    }
    if (object instanceof TableDefinition table) {
      return table.isTableValuedFunction()
          ? function(table, table.getParameters())
          : (table.isMaterializedView()
                  ? "materialized view "
                  : table.isView() ? "view " : "table ")
              + table.getName();
    }
    return "type or sequence " + object.getName();
  }

  private static String function(Definition function, List<ParameterDefinition> parameters) {
    return parameters.stream()
        .map(parameter -> parameter.getName() + " " + type(parameter))
        .collect(Collectors.joining(", ", "function " + function.getName() + "(", ")"));
  }

  // The type as PostgreSQL names it, not the one that jOOQ is configured to use instead.
  private static String type(ParameterDefinition parameter) {
    DataTypeDefinition defined = parameter.getDefinedType();
    return defined.isUDT() ? defined.getUserType() : defined.getType().replace(" ARRAY", "[]");
  }
}
