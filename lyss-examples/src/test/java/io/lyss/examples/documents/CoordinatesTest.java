package io.lyss.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.examples.documents.Pages.Snippet;
import java.io.StringReader;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/**
 * The artifacts on which a host is to depend, according to the documents, are published in that
 * version.
 */
class CoordinatesTest {

  private static final String ROOT = Pages.read(Pages.ROOT.resolve("pom.xml"));
  private static final String BOM = Pages.read(Pages.ROOT.resolve("lyss-dao/bom/pom.xml"));

  static List<Snippet> snippets() {
    return Pages.snippets("xml");
  }

  private static Stream<MatchResult> named(String pattern) {
    return Pages.all().stream()
        .map(Pages::read)
        .flatMap(page -> Pattern.compile(pattern).matcher(page).results());
  }

  private static void assertPublished(String artifact) {
    assertThat(BOM).contains("<artifactId>" + artifact + "</artifactId>");
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void isADependencyOfThisVersion(Snippet snippet) throws Exception {
    Document xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(snippet.text())));
    assertThat(xml.getDocumentElement().getTagName()).isEqualTo("dependency");
    assertThat(text(xml, "groupId")).isEqualTo("io.lyss");
    assertPublished(text(xml, "artifactId"));
    assertThat(BOM).contains("<version>" + text(xml, "version") + "</version>");
  }

  private static String text(Document xml, String tag) {
    return xml.getElementsByTagName(tag).item(0).getTextContent();
  }

  @Test
  void eachArtifactThatIsNamedIsPublished() {
    assertThat(named("io\\.lyss:([a-z0-9-]+)").map(found -> found.group(1)).distinct())
        .contains("lyss-bom", "lyss-jackson")
        .allSatisfy(CoordinatesTest::assertPublished);
  }

  @Test
  void eachPropertyOfAPomIsThatOfTheBuild() {
    assertThat(named("<[a-z.-]+\\.version>[^<]+</[a-z.-]+\\.version>").map(MatchResult::group))
        .isNotEmpty()
        .allSatisfy(property -> assertThat(ROOT).contains(property));
  }
}
