package io.lyss.schema;

import io.lyss.throwaway.PsqlScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
    List<String> names = new ArrayList<>();
    for (String location : database.locations()) {
      try (Stream<Path> files = Files.list(folder(location))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.startsWith(prefix) && name.endsWith(".sql"))
            .forEach(names::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    Collections.sort(names);
    return names;
  }

  static String read(LyssDatabase database, String name) {
    try {
      return Files.readString(folder(location(database, name)).resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder that the file lies in, as {@link LyssDatabase#locations()} names it. */
  static String location(LyssDatabase database, String name) {
    return database.locations().stream()
        .filter(location -> Files.exists(folder(location).resolve(name)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(database + " has no file " + name));
  }

  /**
   * The statements of a file that a DBA runs by psql.
   *
   * @param database what it is told of as {@code db}; of no matter to files about roles
   */
  static String bootstrap(String name, String database) {
    return PsqlScript.statements(besideTheDatabases("bootstrap/" + name), Map.of("db", database));
  }

  /** Where these files lie. */
  static Path bootstrap() {
    return folder("io/lyss/schema").resolve("bootstrap");
  }

  /** The page that lists the numbers. */
  static String readme() {
    return besideTheDatabases("README.md");
  }

  private static String besideTheDatabases(String name) {
    try {
      return Files.readString(folder("io/lyss/schema").resolve(name));
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
