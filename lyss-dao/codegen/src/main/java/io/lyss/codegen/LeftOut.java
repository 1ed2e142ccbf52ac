package io.lyss.codegen;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.meta.Database;
import org.jooq.meta.Definition;
import org.jooq.meta.RoutineDefinition;
import org.jooq.meta.TableDefinition;

/**
 * Objects that are not generated: partitions, Flyway's history, those whose comment says that they
 * are internal, and all but one copy of those that all service databases have in common.
 */
final class LeftOut implements Database.Filter {

  private static final String OF_SERVICES = "io/lyss/schema/service";

  // An object is common if every service database has it with the same signature and the same
  // comment; the platform's database has some of them too.
  private static final String QUERY =
      """
      with object as (
        select
          relnamespace as namespace, relname as name, relkind::text as signature,
          obj_description(oid, 'pg_class') as comment, relispartition as partition
        from pg_class
        where relkind in ('r', 'p', 'v', 'm', 'S')
        union all
        select
          pronamespace, proname,
          pg_get_function_arguments(oid) || ' returns ' || pg_get_function_result(oid),
          obj_description(oid, 'pg_proc'), false
        from pg_proc
      ), named as (
        select
          nspname::text as schema, name::text as name, partition,
          replace(signature, nspname || '.', '') as signature, coalesce(comment, '') as comment
        from object
        join pg_namespace on pg_namespace.oid = namespace
      ), common as (
        select name, signature, comment
        from named
        where schema = any (?)
        group by name, signature, comment
        having count(*) = cardinality(?)
      )
      select schema || '.' || name
      from named
      where partition
        or name = ?
        or comment like 'Internal: %'
        or (schema = ?) <> ((name, signature, comment) in (select * from common))
      """;

  private final Set<String> names;

  private LeftOut(Set<String> names) {
    this.names = names;
  }

  static LeftOut of(Connection connection) throws SQLException {
    Array services =
        connection.createArrayOf(
            "text",
            Stream.of(LyssDatabase.values())
                .filter(each -> each.locations().contains(OF_SERVICES))
                .map(LyssDatabase::defaultSchema)
                .toArray());
    Set<String> names = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      statement.setArray(1, services);
      statement.setArray(2, services);
      statement.setString(3, LyssMigrator.HISTORY_TABLE);
      statement.setString(4, MigratedDatabase.SESSION);
      ResultSet rows = statement.executeQuery();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return new LeftOut(names);
  }

  @Override
  public boolean exclude(Definition definition) {
    return (definition instanceof TableDefinition || definition instanceof RoutineDefinition)
        && names.contains(definition.getSchema().getName() + "." + definition.getName());
  }
}
