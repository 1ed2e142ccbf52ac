package io.lyss.schema.review;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who may do what: roles, what each is granted, and which rows policies let it touch. */
final class Rights {

  private static final List<String> COMMANDS = List.of("select", "insert", "update", "delete");

  private static final List<String> ROLES =
      List.of("authenticated_users", "lyss_system", "lyss_definer", "pg_monitor", "public");

  private static final Pattern PRIVILEGE = Pattern.compile("(\\w+)(?: \\(([^)]*)\\))?");

  private static final Pattern POLICY =
      Pattern.compile(
          "(?s)(restrictive )?for (\\w+) to (.*?)(?: using \\((.*?)\\))?(?: with check \\((.*)\\))?");

  private Rights() {}

  static String of(ReviewedSchema schema) throws SQLException {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(schema.name()).append(": rights\n\n");
    text.append(
        """
        Written from the catalog by `ReviewPackTest`. A role touches a row if it is granted the command and a policy of the
        command lets it; without a policy, none. Row-level security is forced, so this holds for the owner, too.
        "true" lets it touch every row: functions of lyss_definer check by themselves.

        | table | role | may | on the columns | rows |
        |---|---|---|---|---|
        """);
    Map<String, String> grants = schema.objects("grant");
    for (List<String> table : schema.rows("tables.sql")) {
      for (String role : ROLES) {
        Map<String, List<String>> privileges =
            privileges(grants.getOrDefault(table.get(1) + " to " + role, ""));
        for (Map.Entry<String, List<String>> privilege : privileges.entrySet()) {
          text.append(
                  Markdown.row(
                      table.get(1),
                      role,
                      privilege.getKey(),
                      String.join(", ", privilege.getValue()),
                      rows(schema, table, role, privilege.getKey())))
              .append('\n');
        }
      }
    }
    text.append("\n# Functions\n\n");
    text.append("| function | may be called by | with the rights of |\n|---|---|---|\n");
    for (List<String> function : schema.rows("functions.sql")) {
      List<String> callers = new ArrayList<>();
      for (String role : ROLES) {
        if (grants.containsKey(function.get(4) + " to " + role)) {
          callers.add(role.equals("public") ? "everybody" : role);
        }
      }
      text.append(
              Markdown.row(
                  function.get(4),
                  callers.isEmpty() ? "its owner alone" : String.join(", ", callers),
                  function.get(2).isEmpty() ? "the caller" : function.get(2)))
          .append('\n');
    }
    return text.toString();
  }

  /** Commands, and the columns that each is for; none for all. */
  private static Map<String, List<String>> privileges(String granted) {
    Map<String, List<String>> privileges = new LinkedHashMap<>();
    Matcher one = PRIVILEGE.matcher(granted);
    Map<String, List<String>> found = new TreeMap<>();
    while (one.find()) {
      found
          .computeIfAbsent(one.group(1), command -> new ArrayList<>())
          .add(one.group(2) == null ? "all" : one.group(2));
    }
    COMMANDS.stream().filter(found::containsKey).forEach(c -> privileges.put(c, found.get(c)));
    found.forEach(privileges::putIfAbsent);
    return privileges;
  }

  private static String rows(
      ReviewedSchema schema, List<String> table, String role, String command) {
    if (!table.get(0).equals("table")) {
      return schema.objects("view").getOrDefault(table.get(1), "").contains("security_invoker=true")
          ? "as the caller sees them"
          : "all, past the policies, that its own conditions let the caller see";
    }
    if (!Boolean.parseBoolean(table.get(5))) {
      return "all: it has no row-level security";
    }
    List<String> conditions = new ArrayList<>();
    schema
        .objects("policy")
        .forEach(
            (name, definition) -> {
              Matcher policy = POLICY.matcher(definition);
              if (name.startsWith(table.get(1) + ".")
                  && policy.matches()
                  && policy.group(2).equals(command)
                  && List.of(policy.group(3).split(", ")).contains(role)) {
                String using = policy.group(4);
                String check = policy.group(5);
                conditions.add(
                    using == null
                        ? Markdown.code(check)
                        : check == null || check.equals(using)
                            ? Markdown.code(using)
                            : Markdown.code(using) + " and then " + Markdown.code(check));
              }
            });
    return conditions.isEmpty() ? "**none**" : String.join(" or ", conditions);
  }
}
