package io.lyss.codegen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes down which version of each schema the generated code is made for, as a class. */
final class SchemaVersions {

  private static final String NAME = "SchemaVersions";

  private SchemaVersions() {}

  /**
   * @param versions the highest number of a versioned file, by the name of the schema
   */
  static void write(Path target, String base, Map<String, Integer> versions) {
    String place = base + ".internal";
    String entries =
        new TreeMap<>(versions)
            .entrySet().stream()
                .map(each -> "          \"%s\", %d".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining(",\n"));
    String source =
        """
        package %s;

        import java.util.Map;

        /** Which version of each schema this LYSS is made for: the number of its last versioned file. */
        final class %s {

          static final Map<String, Integer> BY_SCHEMA =
              Map.of(
        %s);

          private %2$s() {}
        }
        """
            .formatted(place, NAME, entries);
    Path file = target.resolve(place.replace('.', '/')).resolve(NAME + ".java");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
