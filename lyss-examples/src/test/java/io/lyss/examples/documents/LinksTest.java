package io.lyss.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The links of the documents lead to a file of the source, and to a heading of it. */
class LinksTest {

  private static final int SHORT = 250;

  record Link(Path page, String target) {
    Path file() {
      String path = target.replaceFirst("#.*", "");
      return path.isEmpty() ? page : page.resolveSibling(path).normalize();
    }

    @Override
    public String toString() {
      return Pages.ROOT.relativize(page) + ": " + target;
    }
  }

  private static List<Link> of(Path page) {
    return Pattern.compile("\\]\\(([^)\\s]+)\\)")
        .matcher(Pages.read(page))
        .results()
        .map(found -> new Link(page, found.group(1)))
        .filter(link -> !link.target().startsWith("https://"))
        .toList();
  }

  static List<Path> pages() {
    return Pages.all().stream().filter(page -> !of(page).isEmpty()).toList();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void leadSomewhere(Path page) {
    for (Link link : of(page)) {
      assertThat(Files.exists(link.file())).as("%s", link).isTrue();
      if (link.target().contains("#")) {
        assertThat(headings(link.file()))
            .as("%s", link)
            .contains(link.target().replaceFirst(".*#", ""));
      }
    }
  }

  /** The anchors of headings, as GitHub and GitLab make them. */
  private static List<String> headings(Path page) {
    return Pages.read(page)
        .lines()
        .filter(line -> line.matches("#+ .*"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\w -]", "").replace(' ', '-'))
        .collect(Collectors.toList());
  }

  @Test
  void theFirstPageIsShort() {
    assertThat(Pages.read(Pages.ROOT.resolve("README.md")).lines().count()).isLessThan(SHORT);
  }
}
