package io.lyss.schema;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
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

  private record Key(LyssDatabase database, String schema) {}

  // What is on the class path stays as it is.
  private static final Map<Key, Optional<List<ShippedFile>>> KNOWN = new ConcurrentHashMap<>();

  // Databases share folders, and are often migrated one after the other.
  private static final Map<String, SoftReference<Map<String, String>>> TEXTS =
      new ConcurrentHashMap<>();

  private ShippedFiles() {}

  /**
   * Those of a database, in the order in which they are applied.
   *
   * @return nothing where the class path is of a kind whose folders are not listed here
   */
  static Optional<List<ShippedFile>> of(LyssDatabase database, String schema) {
    return KNOWN.computeIfAbsent(new Key(database, schema), ShippedFiles::read);
  }

  private static Optional<List<ShippedFile>> read(Key key) {
    List<ShippedFile> files = new ArrayList<>();
    for (String location : key.database().locations()) {
      Map<String, String> texts = texts(location);
      if (texts.isEmpty()) {
        return Optional.empty();
      }
      texts.forEach((name, text) -> files.add(ShippedFile.of(name, text, key.schema())));
    }
    files.sort(ShippedFile.IN_ORDER);
    return Optional.of(List.copyOf(files));
  }

  private static Map<String, String> texts(String location) {
    SoftReference<Map<String, String>> known = TEXTS.get(location);
    Map<String, String> texts = known == null ? null : known.get();
    if (texts == null) {
      texts = readFolder(location);
      TEXTS.put(location, new SoftReference<>(texts));
    }
    return texts;
  }

  private static Map<String, String> readFolder(String location) {
    ClassLoader classPath = ShippedFiles.class.getClassLoader();
    Map<String, String> texts = new HashMap<>();
    try {
      // A folder of Java classes may have the same name.
      for (URL folder : Collections.list(classPath.getResources(location))) {
        for (String name : names(folder)) {
          if (ShippedFile.isOne(name)) {
            try (InputStream file = classPath.getResourceAsStream(location + "/" + name)) {
              texts.put(name, new String(file.readAllBytes(), StandardCharsets.UTF_8));
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  private static List<String> names(URL folder) throws IOException {
    if (folder.getProtocol().equals("file")) {
      String[] names =
          new File(URLDecoder.decode(folder.getPath().replace("+", "%2B"), StandardCharsets.UTF_8))
              .list();
      return names == null ? List.of() : List.of(names);
    }
    URLConnection connection = folder.openConnection();
    if (!(connection instanceof JarURLConnection jar)) {
      return List.of();
    }
    String prefix = jar.getEntryName().replaceAll("/?$", "/");
    try (Stream<String> names = jar.getJarFile().stream().map(Object::toString)) {
      return names
          .filter(name -> name.startsWith(prefix))
          .map(name -> name.substring(prefix.length()))
          .toList();
    }
  }
}
