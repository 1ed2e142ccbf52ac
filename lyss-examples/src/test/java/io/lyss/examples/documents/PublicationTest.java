package io.lyss.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * Each module has what a repository of releases asks for, and nothing is published while the
 * address of the source leads nowhere.
 */
class PublicationTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final List<String> OF_A_PUBLISHER =
      List.of(
          "url", "licenses/license/name", "developers/developer/name", "scm/url", "scm/connection");
  private static final String RULE = "//requireProperty[property = 'lyss.home']/regex";

  private final Pom root = Pom.read(ROOT);
  private final Pom bom = Pom.read(ROOT.resolve("lyss-dao/bom"));

  private record Pom(String name, Document xml) {
    static Pom read(Path folder) {
      try {
        return new Pom(
            ROOT.relativize(folder).toString(),
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("pom.xml").toFile()));
      } catch (Exception e) {
        throw new IllegalStateException("cannot read the POM of " + folder, e);
      }
    }

    List<String> all(String path) {
      try {
        NodeList found =
            (NodeList)
                XPathFactory.newInstance().newXPath().evaluate(path, xml, XPathConstants.NODESET);
        return IntStream.range(0, found.getLength())
            .mapToObj(i -> found.item(i).getTextContent().strip())
            .toList();
      } catch (Exception e) {
        throw new IllegalStateException(path, e);
      }
    }

    String one(String path) {
      List<String> found = all("/project/" + path);
      assertThat(found).as("%s of %s", path, name).hasSize(1);
      return found.get(0);
    }

    boolean isPublished() {
      return !all("/project/properties/maven.deploy.skip").contains("true");
    }
  }

  private List<Pom> published() {
    return root.all("/project/modules/module").stream()
        .map(module -> Pom.read(ROOT.resolve(module)))
        .filter(Pom::isPublished)
        .toList();
  }

  @Test
  void eachModuleSaysWhatItIsAndWhoseItIs() {
    for (Pom pom : published()) {
      assertThat(pom.one("name")).startsWith("LYSS");
      assertThat(pom.one("description")).isNotEmpty();
      Pom publisher = pom.all("/project/parent").isEmpty() ? pom : root;
      assertThat(OF_A_PUBLISHER).allSatisfy(path -> assertThat(publisher.one(path)).isNotEmpty());
    }
  }

  @Test
  void theBomNamesEachPublishedModuleInItsOwnVersion() {
    List<String> expected = new ArrayList<>();
    for (Pom pom : published()) {
      if (!pom.name().equals(bom.name())) {
        expected.add(pom.one("artifactId"));
      }
    }
    assertThat(bom.all("//dependencyManagement/dependencies/dependency/artifactId"))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(bom.all("//dependencyManagement/dependencies/dependency/version"))
        .containsOnly("${project.version}");
    assertThat(bom.one("version")).isEqualTo(root.one("version"));
  }

  @Test
  void nothingIsReleasedFromAnAddressThatLeadsNowhere() {
    assertThat(bom.one("properties/lyss.home")).isEqualTo(root.one("properties/lyss.home"));
    assertThat(bom.all(RULE)).isEqualTo(root.all(RULE)).hasSize(1);

    String released = root.all(RULE).get(0);
    assertThat("https://code.acme.example/lyss").matches(released);
    assertThat("https://lyss.invalid").doesNotMatch(released);
    assertThat("https://lyss.invalid/lyss").doesNotMatch(released);
    assertThat("http://code.acme.example/lyss").doesNotMatch(released);
  }

  /** The plugin that sends to Maven Central has a switch of its own. */
  @Test
  void modulesThatAreNotDeployedAreNotPublishedEither() {
    assertThat(root.all("//plugin[artifactId = 'central-publishing-maven-plugin']//skipPublishing"))
        .containsExactly("${maven.deploy.skip}");
  }

  @Test
  void theBomIsSignedAndSentLikeTheOthers() {
    String plugins = "/project/profiles/profile[id = 'release']//plugin/artifactId";
    assertThat(root.all(plugins))
        .containsAll(bom.all(plugins))
        .filteredOn(plugin -> !plugin.matches("maven-(source|javadoc)-plugin"))
        .containsExactlyInAnyOrderElementsOf(bom.all(plugins));
  }
}
