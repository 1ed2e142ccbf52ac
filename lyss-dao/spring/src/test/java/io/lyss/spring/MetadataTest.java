package io.lyss.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lyss.schema.LyssDatabase;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** An editor knows each setting that the starter reads, and no other. */
class MetadataTest {

  /** Which conditions read, and no record. */
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
        if (!each.getName().equals("owner")) {
          settings.add(prefix + dashed(each.getName()));
        }
      }
      for (RecordComponent each : LyssProperties.Owner.class.getRecordComponents()) {
        settings.add(prefix + "owner." + dashed(each.getName()));
      }
    }
    JsonNode metadata =
        new ObjectMapper()
            .readTree(
                LyssProperties.class.getResource("/META-INF/spring-configuration-metadata.json"));
    List<String> told =
        StreamSupport.stream(metadata.get("properties").spliterator(), false)
            .map(property -> property.get("name").asText())
            .toList();
    assertThat(told).containsExactlyInAnyOrderElementsOf(settings);
  }

  private static String dashed(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
