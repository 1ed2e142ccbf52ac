package io.lyss.examples.operations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/**
 * The platform database as hosts of 0.1.0 have it: the script that 0.1.0 made for an empty
 * database, and rows for each of its tables.
 */
final class FormerRelease {

  static final String NAME = "0.1.0";

  private static final String FOLDER = "/io/lyss/schema/baseline/" + NAME + "/";

  private FormerRelease() {}

  /** The script, which the owner runs; it records itself in the history. */
  static String script() {
    try (InputStream file = open("platform.sql.gz");
        GZIPInputStream script = new GZIPInputStream(file)) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows. A superuser inserts them, because they have to bypass triggers and scopes. */
  static String rows() {
    try (InputStream file = open("platform_rows.sql")) {
      return "set search_path = lyss_platform;"
          + new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) {
    InputStream file = FormerRelease.class.getResourceAsStream(FOLDER + name);
    if (file == null) {
      throw new IllegalStateException(FOLDER + name + " is not on the class path");
    }
    return file;
  }
}
