package io.lyss.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.boot.json.JsonParserFactory;

/** An editor knows each setting that the starter reads, and no other. */
class MetadataTest {

  /** Settings that only conditions read, so that no record has them. */
  private static final List<String> CONDITIONS =
      List.of("lyss.problem-details", "lyss.observations");

  @Test
  void eachSettingHasItsLine() throws IOException {
    Set<String> settings = new TreeSet<>(CONDITIONS);
    for (RecordComponent each : LyssProperties.class.getRecordComponents()) {
      if (!each.getName().equals("databases")) {
        settings.add("lyss." + dashed(each.getName()));
      }
    }
    for (LyssDatabase database : LyssDatabase.values()) {
      String prefix = "lyss.databases." + database.name().toLowerCase(Locale.ROOT) + ".";
      for (RecordComponent each : LyssProperties.Database.class.getRecordComponents()) {
        if (!List.of("owner", "signer").contains(each.getName())) {
          settings.add(prefix + dashed(each.getName()));
        }
      }
      for (RecordComponent each : LyssProperties.Owner.class.getRecordComponents()) {
        settings.add(prefix + "owner." + dashed(each.getName()));
      }
      for (RecordComponent each : LyssProperties.Signer.class.getRecordComponents()) {
        settings.add(prefix + "signer." + dashed(each.getName()));
      }
    }
    Map<String, Object> metadata;
    try (InputStream file =
        LyssProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
      metadata =
          JsonParserFactory.getJsonParser()
              .parseMap(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
    List<Object> told =
        ((List<?>) metadata.get("properties"))
            .stream().<Object>map(property -> ((Map<?, ?>) property).get("name")).toList();
    assertThat(told).hasSize(settings.size()).containsAll(settings);
  }

  private static String dashed(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
