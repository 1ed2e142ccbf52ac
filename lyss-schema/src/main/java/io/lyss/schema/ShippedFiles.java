package io.lyss.schema;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The files of this version, read once. Flyway would read all of them at every start, and make
 * itself ready for every kind of database first.
 */
final class ShippedFiles {

  // Folders are shared by databases. What is on the class path stays as it is.
  private static final Map<String, Optional<List<ShippedFile>>> FOLDERS = new ConcurrentHashMap<>();

  private ShippedFiles() {}

  /**
   * Those of a database, in the order in which they are applied.
   *
   * @return nothing where the class path is of a kind whose folders are not listed here
   */
  static Optional<List<ShippedFile>> of(LyssDatabase database) {
    List<ShippedFile> files = new ArrayList<>();
    for (String location : database.locations()) {
      Optional<List<ShippedFile>> folder =
          FOLDERS.computeIfAbsent(location, ShippedFiles::readFolder);
      if (folder.isEmpty()) {
        return Optional.empty();
      }
      files.addAll(folder.get());
    }
    files.sort(ShippedFile.IN_ORDER);
    return Optional.of(List.copyOf(files));
  }

  private static Optional<List<ShippedFile>> readFolder(String location) {
    URL folder = ShippedFiles.class.getClassLoader().getResource(location);
    if (folder == null) {
      return Optional.empty();
    }
    try {
      return names(folder)
          .map(
              names ->
                  names.stream()
                      .filter(ShippedFile::isOne)
                      .map(name -> ShippedFile.read(location, name))
                      .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<List<String>> names(URL folder) throws IOException {
    if (folder.getProtocol().equals("file")) {
      String[] names =
          new File(URLDecoder.decode(folder.getPath().replace("+", "%2B"), StandardCharsets.UTF_8))
              .list();
      return Optional.ofNullable(names).map(List::of);
    }
    URLConnection connection = folder.openConnection();
    if (!(connection instanceof JarURLConnection jar)) {
      return Optional.empty();
    }
    String prefix = jar.getEntryName().replaceAll("/?$", "/");
    try (Stream<String> names = jar.getJarFile().stream().map(Object::toString)) {
      return Optional.of(
          names
              .filter(name -> name.startsWith(prefix))
              .map(name -> name.substring(prefix.length()))
              .toList());
    }
  }
}
