package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The page that a DBA reads of each index: which calls use it. Where two indexes cost the same,
 * statistics of a few rows decide between them; so not each named call has to use its index each
 * time, but one of them does, and no index is without.
 */
final class IndexPage {

  private static final String REWRITE = "lyss.generated.rewrite";

  private final Path file;
  private final String schema;
  private final Map<String, String> withoutCalls;

  /**
   * @param withoutCalls the indexes that no call uses where there are few rows, and what each is
   *     for
   */
  IndexPage(LyssDatabase kind, Map<String, String> withoutCalls) {
    this.file =
        Path.of(System.getProperty("basedir", ""), "..", "lyss-schema", "docs", "review")
            .resolve(kind.name().toLowerCase(Locale.ROOT))
            .resolve("indexes.md");
    this.schema = kind.defaultSchema();
    this.withoutCalls = withoutCalls;
  }

  /** Compares the page with the calls that have used each index. */
  void holdsFor(SortedMap<String, SortedSet<String>> used) throws IOException {
    assertThat(withoutCalls.keySet()).as("indexes that are there").isSubsetOf(used.keySet());
    if (Boolean.getBoolean(REWRITE)) {
      Files.writeString(file, written(used));
    }
    Map<String, Set<String>> named = named();
    assertThat(named.keySet())
        .as(
            "indexes of %s; to write it again: the test %s, with -D%s",
            file, "of CallsTest", REWRITE)
        .containsExactlyElementsOf(used.keySet());
    assertThat(used)
        .allSatisfy(
            (index, calls) -> {
              if (!withoutCalls.containsKey(index)) {
                assertThat(calls)
                    .as("calls that use %s", index)
                    .containsAnyElementsOf(named.get(index));
              }
            });
  }

  private String written(SortedMap<String, SortedSet<String>> used) {
    StringBuilder page =
        new StringBuilder(
            """
            # %s: which calls use which index

            Written by the catalogue of calls, which makes each call with the arguments of its line and looks which indexes the
            server has used for it, its functions and policies included. What holds a constraint, or finds the rows that refer to
            another, is there without a call, and is left out.

            | index | calls |
            |---|---|
            """
                .formatted(schema));
    used.forEach(
        (index, calls) ->
            page.append(
                "| `%s` | %s |\n"
                    .formatted(
                        index,
                        calls.isEmpty()
                            ? withoutCalls.getOrDefault(index, "")
                            : "`" + String.join("`, `", calls) + "`")));
    return page.toString();
  }

  private Map<String, Set<String>> named() throws IOException {
    Map<String, Set<String>> named = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] cells = line.split(" ?\\| ?");
      if (cells.length == 3 && cells[1].startsWith("`")) {
        named.put(cells[1].replace("`", ""), calls(cells[2]));
      }
    }
    return named;
  }

  private static Set<String> calls(String cell) {
    return cell.matches("`[^`]+`(, `[^`]+`)*")
        ? new TreeSet<>(Set.of(cell.replace("`", "").split(", ")))
        : Set.of();
  }
}
