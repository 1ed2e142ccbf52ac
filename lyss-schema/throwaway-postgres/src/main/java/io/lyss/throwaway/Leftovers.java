package io.lyss.throwaway;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folders of embedded servers. A server deletes its own when it is closed; what a JVM that was
 * killed has left is deleted by the next one, or it would take up memory for ever.
 */
final class Leftovers {

  private static final String PREFIX = "lyss-postgres-";

  // Longer than a server takes to start, before which it has no process to look for.
  private static final Duration START = Duration.ofMinutes(5);

  private Leftovers() {}

  static File newFolder(Path parent) {
    try {
      return Files.createTempDirectory(parent, PREFIX).toFile();
    } catch (IOException e) {
      throw new UncheckedIOException("The embedded PostgreSQL needs a folder in " + parent, e);
    }
  }

  /** Deletes the folders whose server has ended. */
  static void delete(Path parent) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        if (hasEnded(folder)) {
          deleteAll(folder);
        }
      }
    } catch (IOException e) {
      // somebody else's, or deleted by somebody else at this moment
    }
  }

  private static boolean hasEnded(Path folder) throws IOException {
    if (Files.getLastModifiedTime(folder).toInstant().isAfter(Instant.now().minus(START))) {
      return false;
    }
    try {
      List<String> lines = Files.readAllLines(folder.resolve("postmaster.pid"));
      return ProcessHandle.of(Long.parseLong(lines.get(0).strip())).isEmpty();
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
