package io.lyss.schema;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Files that hold what policies keep from others: whoever makes them reads them alone, whatever the
 * umask and the folder's rights. Of a file system without such rights, as on Windows, the folder's
 * own rules say who reads.
 */
public final class PrivateFiles {

  private PrivateFiles() {}

  /**
   * Makes an empty file (0600), and the directories for it that are not there (0700); those that
   * are stay as they are. An earlier file of the name, of a run that was killed, is replaced.
   *
   * @throws IOException if it cannot be made
   */
  public static void create(Path file) throws IOException {
    Files.deleteIfExists(file);
    createUnlessThere(file);
  }

  /**
   * The same, but that a file which is there stays as it is.
   *
   * @throws IOException if it cannot be made
   */
  public static void createUnlessThere(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      createFolder(folder);
    }
    try {
      Files.createFile(file, rights("rw-------"));
    } catch (FileAlreadyExistsException e) {
      // somebody else's, of a moment ago or earlier
    }
  }

  /**
   * Makes a directory (0700), with those above it; where it is there, it stays as it is.
   *
   * @throws IOException if it cannot be made
   */
  public static void createFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, rights("rwx------"));
    }
  }

  private static FileAttribute<?>[] rights(String text) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))
        }
        : new FileAttribute<?>[0];
  }
}
