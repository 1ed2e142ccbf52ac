package io.lyss.dao.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Parameter;
import org.jooq.QueryPart;
import org.jooq.Routine;
import org.jooq.Schema;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * A call of a database function by the names of its parameters. Each parameter takes the argument
 * of its name without the leading {@code p_}; one of a composite type takes an argument for each of
 * its attributes.
 */
public final class FunctionCall {

  private static final String PREFIX = "p_";

  private final Schema schema;
  private final String name;
  private final List<Field<?>> parameters;
  private final Map<String, Field<?>> passed = new HashMap<>();

  private FunctionCall(Schema schema, String name, List<Field<?>> parameters) {
    this.schema = schema;
    this.name = name;
    this.parameters = new ArrayList<>(parameters);
  }

  /** A function that is selected from. */
  public static <F extends Table<?> & TableFunction> FunctionCall of(F function) {
    return new FunctionCall(function.getSchema(), function.getName(), function.parameters());
  }

  /** A function that returns one value. */
  public static FunctionCall of(Routine<?> function) {
    return new FunctionCall(
        function.getSchema(),
        function.getName(),
        function.getInParameters().stream().<Field<?>>map(FunctionCall::field).toList());
  }

  private static Field<?> field(Parameter<?> parameter) {
    return DSL.field(DSL.name(parameter.getName()), parameter.getDataType());
  }

  /** The same with an expression instead of the argument of that name. */
  public FunctionCall passing(String parameter, Field<?> expression) {
    passed.put(named(parameter).getName(), expression);
    return this;
  }

  /** The same without a parameter, which then has its default. */
  public FunctionCall omitting(String parameter) {
    parameters.remove(named(parameter));
    return this;
  }

  private Field<?> named(String argument) {
    return parameters.stream()
        .flatMap(each -> each.getDataType().isUDT() ? attributes(each) : Stream.of(each))
        .filter(parameter -> argumentOf(parameter).equals(argument))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name + " takes no " + argument));
  }

  private static String argumentOf(Field<?> parameter) {
    String name = parameter.getName();
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
  }

  /** Selects the rows that the function returns. */
  public Select<?> rows(RowType<?> row) {
    Table<?> answer = table();
    return DSL.select(row.columns(answer)).from(answer);
  }

  /** The rows that the function returns, as a table of the function's name. */
  public Table<?> table() {
    return DSL.table(template(), parts()).as(name);
  }

  /** Selects the value that the function returns. */
  public Select<?> value() {
    return DSL.select(field());
  }

  /** The same as a part of another statement. */
  public Field<?> field() {
    return DSL.field(template(), parts());
  }

  /** {@link #field()}, of the type that the function returns. */
  public <T> Field<T> field(Class<T> type) {
    return DSL.field(template(), type, parts());
  }

  private String template() {
    return "{0}."
        + name
        + IntStream.range(0, parameters.size())
            .mapToObj(i -> parameters.get(i).getName() + " => {" + (i + 1) + "}")
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private QueryPart[] parts() {
    List<QueryPart> parts = new ArrayList<>();
    parts.add(schema);
    parameters.stream().map(this::expression).forEach(parts::add);
    return parts.toArray(QueryPart[]::new);
  }

  /** What is passed for a parameter; one of a composite type is made of its attributes. */
  private Field<?> expression(Field<?> parameter) {
    DataType<?> type = parameter.getDataType();
    if (type.isUDT()) {
      return DSL.field(
          "{0}::{1}.{2}",
          DSL.row(attributes(parameter).map(this::expression).toList()),
          schema,
          type.getUnqualifiedName());
    }
    Field<?> expression = passed.get(parameter.getName());
    return expression != null ? expression : Sql.argument(argumentOf(parameter), type);
  }

  private static Stream<Field<?>> attributes(Field<?> parameter) {
    return Stream.of(parameter.getDataType().getRow().fields());
  }
}
