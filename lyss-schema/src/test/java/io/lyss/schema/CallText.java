package io.lyss.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call of a function as it stands in a piece of SQL.
 *
 * @param name of the function, without its schema
 * @param positional the arguments that stand there without the name of a parameter
 * @param count how many arguments there are
 */
record CallText(String name, int positional, int count) {

  private static final Pattern NO_CODE = Pattern.compile("--[^\\n]*|'(?:[^']|'')*'");
  private static final Pattern CALL = Pattern.compile("(?<!\\w)(\\w+)\\s*\\(");
  private static final Pattern NAMED = Pattern.compile("\\s*\\w+\\s*(=>|:=)");

  /** Everything that looks like a call, including calls in the arguments of others. */
  static List<CallText> in(String sql) {
    // what a comment or a text says is no call, and a comma in it divides no arguments
    String code = NO_CODE.matcher(sql).replaceAll("''");
    List<CallText> calls = new ArrayList<>();
    Matcher call = CALL.matcher(code);
    while (call.find()) {
      List<String> arguments = arguments(code, call.end());
      int positional = 0;
      while (positional < arguments.size()
          && !NAMED.matcher(arguments.get(positional)).lookingAt()) {
        positional++; // PostgreSQL takes none by its place after one by its name
      }
      calls.add(new CallText(call.group(1), positional, arguments.size()));
    }
    return calls;
  }

  private static List<String> arguments(String code, int begin) {
    List<String> arguments = new ArrayList<>();
    int depth = 0;
    int from = begin;
    for (int i = begin; i < code.length() && depth >= 0; i++) {
      char c = code.charAt(i);
      if (c == '(' || c == '[') {
        depth++;
      } else if (c == ')' || c == ']') {
        depth--;
      }
      if (depth < 0 || depth == 0 && c == ',') {
        arguments.add(code.substring(from, i));
        from = i + 1;
      }
    }
    return arguments.equals(List.of("")) ? List.of() : arguments;
  }
}
