package io.lyss.schema.internal;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Makes files for data that policies protect. Only their user can read them, whatever the umask and
 * the rights of the folder. On a file system without such rights, as on Windows, the rules of the
 * folder hold.
 */
public final class PrivateFiles {

  private PrivateFiles() {}

  /**
   * Makes an empty file (0600), and missing directories above it (0700). An earlier file of the
   * name, from a run that was killed, is replaced.
   *
   * @throws IOException if it cannot be made
   */
  public static void create(Path file) throws IOException {
    Files.deleteIfExists(file);
    createUnlessThere(file);
  }

  /**
   * The same, but an existing file stays as it is.
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
      // another process has made it meanwhile, or it was there before
    }
  }

  /**
   * Makes a directory (0700) with those above it; an existing one stays as it is.
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
