package io.lyss.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A page that explains the model of a database before the first statement. */
record HeadPage(String text) {

  private static final String SHARED = "\n## What databases share\n";

  private static final Pattern NAME = Pattern.compile("`([^`]*)`");

  /** A row of the list of tables: what a row is, and then who may do what. */
  private static final Pattern TABLE =
      Pattern.compile(
          "^\\| `(\\w+)` \\| [^|]+ \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$", Pattern.MULTILINE);

  static HeadPage of(LyssDatabase database) {
    return new HeadPage(SqlFiles.read(database, "README.md"));
  }

  /** The end of the page above all folders. */
  static HeadPage ofWhatIsShared() {
    String readme = SqlFiles.readme();
    return new HeadPage(readme.substring(readme.indexOf(SHARED) + SHARED.length()));
  }

  /** The names that are missing on the page, and the tables whose rights it states wrongly. */
  List<String> forgotten(SchemaNames database, Predicate<String> isAbout) {
    List<String> faults = new ArrayList<>();
    for (String name : database.toBeNamed(isAbout)) {
      // the beginning of names, if it ends in a dot
      if (names().stream().noneMatch(name.endsWith(".") ? n -> n.startsWith(name) : name::equals)) {
        faults.add("the page does not name " + name);
      }
    }
    Map<String, String> said = rights();
    database
        .rights()
        .forEach(
            (table, may) -> {
              if (isAbout.test(table) && !may.equals(said.get(table))) {
                faults.add(
                    "%s: the page says %s, the rights are %s"
                        .formatted(table, said.get(table), may));
              }
            });
    return faults;
  }

  /** Texts in backticks that are no names. */
  List<String> invented(Predicate<String> isName) {
    return names().stream()
        .filter(isName.negate())
        .map("there is no %s; what is no name of the database stands without backticks"::formatted)
        .toList();
  }

  private Map<String, String> rights() {
    return TABLE
        .matcher(text)
        .results()
        .collect(
            Collectors.toMap(
                row -> row.group(1),
                row -> String.join("; ", row.group(2), row.group(3), row.group(4))));
  }

  private Set<String> names() {
    return NAME.matcher(text)
        .results()
        .map(name -> name.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
