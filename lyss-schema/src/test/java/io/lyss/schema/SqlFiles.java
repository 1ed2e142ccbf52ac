package io.lyss.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The SQL files as they lie on the class path, found without Flyway. */
final class SqlFiles {

  private SqlFiles() {}

  /** Versioned files come first, then repeatable ones; each kind is sorted by name. */
  static List<String> inOrderOfApplication(LyssDatabase database) {
    List<String> files = new ArrayList<>(starting("V", database));
    files.addAll(starting("R", database));
    return files;
  }

  static List<String> starting(String prefix, LyssDatabase database) {
    try (Stream<Path> files = Files.list(folder(database.location()))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix) && name.endsWith(".sql"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(String path) {
    try {
      return Files.readString(folder(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Beside the classes of this build, and not wherever tests have a package of the same name.
  private static Path folder(String path) {
    try {
      return Path.of(LyssDatabase.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .resolve(path);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
