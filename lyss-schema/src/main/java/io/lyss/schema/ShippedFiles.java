package io.lyss.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of this version, read once. Flyway would read all of them at every start, after it has
 * prepared itself for every kind of database.
 */
final class ShippedFiles {

  private record Key(LyssDatabase database, String schema) {}

  // What is on the class path stays as it is.
  private static final Map<Key, Optional<List<ShippedFile>>> KNOWN = new ConcurrentHashMap<>();

  // Databases share folders, and are often migrated one after the other.
  private static final Map<String, SoftReference<Map<String, byte[]>>> TEXTS =
      new ConcurrentHashMap<>();

  private ShippedFiles() {}

  /**
   * The files of a database, in the order in which they are applied.
   *
   * @return empty if the class path is of a kind whose folders cannot be listed
   */
  static Optional<List<ShippedFile>> of(LyssDatabase database, String schema) {
    return KNOWN.computeIfAbsent(new Key(database, schema), ShippedFiles::read);
  }

  /**
   * Begins to read them, while the caller connects: in a program that has just started, either
   * takes a tenth of a second.
   */
  static void readAhead(LyssDatabase database, String schema) {
    if (KNOWN.containsKey(new Key(database, schema))) {
      return;
    }
    Thread reader = new Thread(() -> tryToRead(database, schema), "lyss-files");
    reader.setDaemon(true);
    reader.start();
  }

  private static void tryToRead(LyssDatabase database, String schema) {
    try {
      of(database, schema);
    } catch (RuntimeException e) {
      // Whoever asks for them reads them again, and is told.
    }
  }

  private static Optional<List<ShippedFile>> read(Key key) {
    List<ShippedFile> files = new ArrayList<>();
    for (String location : key.database().locations()) {
      Map<String, byte[]> texts = texts(location);
      if (texts.isEmpty()) {
        return Optional.empty();
      }
      texts.forEach((name, text) -> files.add(ShippedFile.of(name, text, key.schema())));
    }
    files.sort(ShippedFile.IN_ORDER);
    return Optional.of(List.copyOf(files));
  }

  private static Map<String, byte[]> texts(String location) {
    SoftReference<Map<String, byte[]>> known = TEXTS.get(location);
    Map<String, byte[]> texts = known == null ? null : known.get();
    if (texts == null) {
      try {
        texts = ClassPathFolder.read(location, ShippedFile::isOne);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      TEXTS.put(location, new SoftReference<>(texts));
    }
    return texts;
  }
}
