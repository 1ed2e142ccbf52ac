package io.lyss.schema;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.flywaydb.core.api.MigrationInfo;
import org.jspecify.annotations.Nullable;

/**
 * A file of this version, as the history records it.
 *
 * @param version null if it is repeatable
 * @param script its name
 * @param checksum as Flyway counts it
 */
record ShippedFile(
    @Nullable String version, String description, String script, @Nullable Integer checksum) {

  /** As they are applied: versioned files by their numbers, then repeatable ones by their names. */
  static final Comparator<ShippedFile> IN_ORDER =
      Comparator.comparing(ShippedFile::number).thenComparing(ShippedFile::description);

  private static final Pattern NAME = Pattern.compile("(?:V([0-9]+)|R)__(.+)\\.sql");

  /** Whether the name is that of a file which a migration applies. */
  static boolean isOne(String name) {
    return NAME.matcher(name).matches();
  }

  static ShippedFile of(MigrationInfo file) {
    return new ShippedFile(
        Objects.toString(file.getVersion(), null),
        file.getDescription(),
        file.getScript(),
        file.getResolvedChecksum());
  }

  /**
   * @param text as it lies there: so Flyway counts a versioned file, and a repeatable one as it is
   *     sent
   */
  static ShippedFile of(String name, String text, String schema) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      throw new IllegalArgumentException(name);
    }
    String version = parts.group(1);
    String counted = version == null ? MigrationScript.forSchema(text, schema) : text;
    return new ShippedFile(version, parts.group(2).replace('_', ' '), name, checksum(counted));
  }

  private long number() {
    return version == null ? Long.MAX_VALUE : Long.parseLong(version);
  }

  /** That of its lines, however they end. */
  private static int checksum(String text) {
    CRC32 sum = new CRC32();
    text.lines().forEach(line -> sum.update(line.getBytes(StandardCharsets.UTF_8)));
    return (int) sum.getValue();
  }
}
