package io.lyss.schema.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that hold what policies keep from others, so that whoever makes them reads them alone. */
final class PrivateFiles {

  private PrivateFiles() {}

  /**
   * Makes an empty file, and the directories for it that are not there; those that are stay as they
   * are. An earlier file of the name, of a run that was killed, is replaced.
   */
  static void create(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder, rights("rwx------"));
    }
    Files.deleteIfExists(file);
    Files.createFile(file, rights("rw-------"));
  }

  /** Of a file system without such rights, as on Windows, the folder's own rules say who reads. */
  private static FileAttribute<?>[] rights(String text) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))
        }
        : new FileAttribute<?>[0];
  }
}
