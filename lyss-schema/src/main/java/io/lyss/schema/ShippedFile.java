package io.lyss.schema;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

  private static final byte[] SCHEMA = "${schema}".getBytes(StandardCharsets.UTF_8);

  /** Whether it is the name of a file that migrations apply. */
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
   * @param text its bytes. Flyway's checksum of a versioned file is of these, that of a repeatable
   *     one of the text that is sent
   */
  static ShippedFile of(String name, byte[] text, String schema) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      throw new IllegalArgumentException(name);
    }
    String version = parts.group(1);
    return new ShippedFile(
        version,
        parts.group(2).replace('_', ' '),
        name,
        version == null ? checksum(text, schema) : checksum(text, null));
  }

  /** The name of the object that a file holds. */
  static String object(String name) {
    return name.replaceAll("^[VR]\\d*__(\\d+_)?|\\.sql$", "");
  }

  private long number() {
    return version == null ? Long.MAX_VALUE : Long.parseLong(version);
  }

  /**
   * The checksum of its lines without their ends; if a schema is given, with its name in the places
   * for it. It works byte by byte, because each start computes it for all files, in a JVM that has
   * not compiled anything yet.
   */
  private static int checksum(byte[] text, @Nullable String schema) {
    byte[] name = schema == null ? SCHEMA : schema.getBytes(StandardCharsets.UTF_8);
    CRC32 sum = new CRC32();
    int counted = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n' || text[i] == '\r') {
        sum.update(text, counted, i - counted);
        counted = i + 1;
      } else if (text[i] == '$' && isSchema(text, i)) {
        sum.update(text, counted, i - counted);
        sum.update(name, 0, name.length);
        counted = i + SCHEMA.length;
      }
    }
    sum.update(text, counted, text.length - counted);
    return (int) sum.getValue();
  }

  private static boolean isSchema(byte[] text, int from) {
    return from + SCHEMA.length <= text.length
        && Arrays.equals(text, from, from + SCHEMA.length, SCHEMA, 0, SCHEMA.length);
  }
}
