package io.lyss.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.examples.documents.Pages.Snippet;
import io.lyss.schema.LyssDatabase;
import io.lyss.spring.LyssProperties;
import java.io.IOException;
import java.io.StringReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.json.JsonParserFactory;

/** The settings that the documents name are those that the starter and Spring Boot read. */
class SettingsTest {

  private static final Path PAGE = Pages.ROOT.resolve("lyss-dao/docs/spring.md");
  private static final String METADATA = "META-INF/spring-configuration-metadata.json";

  /** Names of metrics, which have dots and are no settings. */
  private static final Set<String> OTHERS =
      Set.of(
          "lyss.call",
          "lyss.partitions.default.rows",
          "lyss.partitions.days.left",
          "lyss.jobs.overdue",
          "lyss.jobs.failing");

  static List<Snippet> snippets() {
    return Pages.snippets("properties");
  }

  private static LyssProperties bind(Map<?, ?> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bind(
            "lyss",
            Bindable.of(LyssProperties.class),
            new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
        .get();
  }

  private static Properties properties(String text) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    return properties;
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void isBoundAndHasNothingThatIsUnknown(Snippet snippet) throws IOException {
    Properties settings = properties(snippet.text());
    assertThat(bind(settings).databases()).isNotEmpty();
    assertThat(settings.stringPropertyNames())
        .filteredOn(each -> !each.startsWith("lyss."))
        .isSubsetOf(known());
  }

  @Test
  void aMisspelledSettingIsUnknown() {
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> bind(Map.of("lyss.databases.chat.at-begin", "validate")))
        .withStackTraceContaining("lyss.databases.chat.at-begin");
  }

  @Test
  void eachSettingInASentenceIsKnown() throws IOException {
    List<String> named =
        Pages.inline(PAGE).stream()
            .filter(code -> code.matches("(lyss|spring)\\.[a-z.-]+(=.*)?"))
            .map(code -> code.replaceFirst("=.*", ""))
            .filter(code -> !OTHERS.contains(code))
            .toList();
    assertThat(named).contains("lyss.jobs-every", "spring.flyway.user").isSubsetOf(known());
  }

  @Test
  void theTableHasEachSettingOfADatabase() throws IOException {
    String table = Pages.read(PAGE).replaceFirst("(?s).*\\| `lyss\\.databases\\.<name>\\.` ", "");
    Set<String> rows =
        table
            .lines()
            .takeWhile(line -> line.startsWith("|"))
            .skip(2)
            .map(line -> line.split("\\|")[1])
            .flatMap(SettingsTest::settings)
            .collect(Collectors.toSet());
    for (LyssDatabase database : LyssDatabase.values()) {
      String prefix = "lyss.databases." + database.name().toLowerCase() + ".";
      assertThat(known())
          .filteredOn(each -> each.startsWith(prefix))
          .extracting(each -> each.substring(prefix.length()))
          .containsExactlyInAnyOrderElementsOf(rows);
    }
  }

  /** The settings in a cell such as {@code `owner.username`, `.password`}. */
  private static Stream<String> settings(String cell) {
    List<String> names =
        Pattern.compile("`([^`]+)`").matcher(cell).results().map(each -> each.group(1)).toList();
    String prefix = names.get(0).replaceFirst("\\..*", "");
    return names.stream().map(name -> name.startsWith(".") ? prefix + name : name);
  }

  /** The settings in the metadata that editors read from the class path. */
  private static Set<String> known() throws IOException {
    return Collections.list(SettingsTest.class.getClassLoader().getResources(METADATA)).stream()
        .flatMap(SettingsTest::names)
        .collect(Collectors.toSet());
  }

  private static Stream<String> names(URL file) {
    try (var in = file.openStream()) {
      Map<String, Object> metadata =
          JsonParserFactory.getJsonParser()
              .parseMap(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      return ((List<?>) metadata.get("properties"))
          .stream().map(property -> ((Map<?, ?>) property).get("name").toString());
    } catch (IOException e) {
      throw new IllegalStateException(file.toString(), e);
    }
  }
}
