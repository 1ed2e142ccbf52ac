package io.lyss.examples.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documents, with their snippets and the names in them. */
final class Pages {

  static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static final List<String> FOLDERS =
      List.of(".github", "lyss-dao/docs", "lyss-schema/docs");
  private static final Pattern SNIPPET =
      Pattern.compile("^ *```(\\w*)\n(.*?)^ *```$", Pattern.DOTALL | Pattern.MULTILINE);

  /**
   * The text between two fences.
   *
   * @param kind the word after the first fence; empty if there is none
   */
  record Snippet(Path page, String kind, String text) {
    @Override
    public String toString() {
      return ROOT.relativize(page) + ": " + text.lines().findFirst().orElse("").strip();
    }
  }

  private Pages() {}

  static List<Path> all() {
    return Stream.concat(
            Stream.of(ROOT.resolve("README.md")),
            FOLDERS.stream().flatMap(folder -> files(folder).stream()))
        .filter(file -> file.toString().endsWith(".md"))
        .toList();
  }

  static List<Snippet> snippets() {
    return all().stream()
        .flatMap(
            page ->
                SNIPPET
                    .matcher(read(page))
                    .results()
                    .map(found -> new Snippet(page, found.group(1), found.group(2))))
        .toList();
  }

  static List<Snippet> snippets(String... kinds) {
    return snippets().stream().filter(each -> List.of(kinds).contains(each.kind())).toList();
  }

  /** The texts that a page marks as code in its sentences and tables. */
  static List<String> inline(Path page) {
    Matcher withoutSnippets = SNIPPET.matcher(read(page));
    return Pattern.compile("`([^`\n]+)`")
        .matcher(withoutSnippets.replaceAll(""))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  static List<Path> files(String folder) {
    try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
