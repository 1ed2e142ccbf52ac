package io.lyss.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A file of SQL: what it is called, and what it creates. */
record SqlFile(String fileName, String sql) {

  private static final Pattern NAME =
      Pattern.compile("(?:R__(\\d{3})_|V(\\d{3})__)([a-z_]+)\\.sql");

  private static final Pattern CREATED =
      Pattern.compile(
          "^create (?:or replace |unique )?(materialized view|[a-z]+) (?:if not exists )?([a-z_]+)([^;]*)",
          Pattern.MULTILINE);

  private static final Pattern VOLATILITY_UNSAID =
      Pattern.compile(
          "^create (?:or replace )?function[^;]*?\\blanguage (?:plpgsql|sql)\\b(?! (?:volatile|stable|immutable)\\b)",
          Pattern.MULTILINE);

  /** Files that may hold several functions, on which constraints or columns depend together. */
  private static final Set<String> SEVERAL_FUNCTIONS =
      Set.of("secret_forms", "text_forms", "search_vector", "memory_hash", "memory_spans");

  /** An object; the rest is what follows its name, up to a semicolon. */
  private record Created(String kind, String name, String rest) {

    boolean isOn(String table) {
      return rest.matches("(?s).*\\bon " + table + "\\b.*");
    }

    boolean isOfLyssDefiner() {
      return rest.matches("(?s).*\\bto lyss_definer\\b.*");
    }

    boolean calls(String function) {
      return rest.matches("(?s).*\\bexecute function " + function + "\\b.*");
    }
  }

  static SqlFile of(LyssDatabase database, String fileName) {
    return new SqlFile(fileName, SqlFiles.read(database, fileName));
  }

  int number() {
    return Integer.parseInt(part(isVersioned() ? 2 : 1));
  }

  /** The file's name without kind and number. */
  String name() {
    return part(3);
  }

  private String part(int group) {
    Matcher matcher = NAME.matcher(fileName);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          fileName + " is not named like R__070_create_user.sql or V110__users.sql");
    }
    return matcher.group(group);
  }

  /** The names of what it creates. */
  Stream<String> createdNames() {
    return created().stream().map(Created::name);
  }

  /** How the file differs from the rules of the README; empty if it does not. */
  List<String> faults(int kind) {
    List<String> faults = new ArrayList<>();
    for (Created created : created()) {
      if (!belongs(created, kind)) {
        faults.add(
            "%s holds the %s %s; the README says what goes where"
                .formatted(fileName, created.kind, created.name));
      }
    }
    if (holdsItsName(kind)
        && !holdsNothing()
        && created().stream().noneMatch(c -> c.name.equals(name()))) {
      faults.add(fileName + " does not hold " + name());
    }
    if (VOLATILITY_UNSAID.matcher(sql).find()) {
      faults.add(fileName + " does not say whether its function is volatile");
    }
    boolean isVolatile =
        Pattern.compile("^(language \\w+ volatile|create or replace procedure)", Pattern.MULTILINE)
            .matcher(sql)
            .find();
    if (kind == 60 && isVolatile) {
      faults.add(fileName + " holds a function that changes something: that is 070 or 080");
    }
    if ((kind == 70 || kind == 80) && !isVolatile) {
      faults.add(fileName + " holds a function that only reads: that is 060");
    }
    return faults;
  }

  private boolean belongs(Created created, int kind) {
    return switch (created.kind) {
      case "table" ->
          isVersioned()
              && (created.name.equals(name())
                  || created.rest.contains("partition of " + name() + " default"));
      case "index" -> isVersioned() || name().startsWith("mv_");
      case "type" -> isVersioned() && created.name.equals(name());
      // a column's, with its table: the name says of which; or that of a parameter
      case "domain" -> isVersioned() && (created.name + "_").startsWith(name() + "_");
      case "extension" -> isVersioned() && name().equals("extensions");
      case "function", "procedure" ->
          isVersioned()
              ? created.name.equals(name()) || SEVERAL_FUNCTIONS.contains(name())
              : kind != 50 && kind < 100 && created.name.equals(name());
      // A materialized view cannot be replaced, so the view on it has to be dropped and created
      // with it.
      case "view", "materialized view" ->
          kind == 50 && (created.name.equals(name()) || name().equals("mv_" + created.name));
      case "trigger" ->
          kind == 90
              && switch (name()) {
                case "updated_at" ->
                    created.calls("update_updated_at_column")
                        && created.isOn(
                            created.name.replaceFirst("^update_(.*)_updated_at$", "$1"));
                default -> {
                  if (name().startsWith("append_only_")) {
                    yield created.calls("refuse_change")
                        && created.isOn(name().substring("append_only_".length()));
                  }
                  String function =
                      name().startsWith("recorded_")
                          ? "record_change"
                          : name().startsWith("told_") ? "tell_tenant_change" : name();
                  yield created.calls(function) && (created.name + "_").startsWith(function + "_");
                }
              };
      case "policy" ->
          switch (kind) {
            case 9 -> created.isOfLyssDefiner();
            case 100 ->
                !created.isOfLyssDefiner()
                    && name().startsWith("policies_")
                    && created.isOn(name().substring("policies_".length()));
            default -> false;
          };
      default -> false;
    };
  }

  /** A repeatable file whose object is gone stays, as a host that has applied it looks for it. */
  private boolean holdsNothing() {
    return sql.replaceAll("(?m)^--.*$", "").strip().equals("select;");
  }

  private boolean holdsItsName(int kind) {
    return switch (kind) {
      case 9, 100, 110 -> false;
      case 90 -> !name().equals("updated_at") && !name().matches("(append_only|recorded|told)_.*");
      default -> !isVersioned();
    };
  }

  private boolean isVersioned() {
    return fileName.startsWith("V");
  }

  private List<Created> created() {
    return CREATED
        .matcher(sql)
        .results()
        .map((MatchResult m) -> new Created(m.group(1), m.group(2), m.group(3)))
        .toList();
  }
}
