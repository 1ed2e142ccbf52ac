package io.lyss.codegen;

import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.ThrowawayPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jooq.Constants;

/**
 * Decides whether generating now would give the same code: a hash of the inputs (the SQL, the
 * migrator, this generator, jOOQ, the module's files) and of the generated files. It lies beside
 * those files, so that it is deleted with them.
 */
final class Stamp {

  private final Path generated;
  private final List<Path> inputs;

  /**
   * @param generated the folder with what was generated
   * @param inputs files that have a say in it
   */
  Stamp(Path generated, List<Path> inputs) {
    this.generated = generated;
    this.inputs = inputs;
  }

  boolean isCurrent() {
    try {
      return Files.exists(file()) && Files.readString(file()).equals(hash());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write() {
    try {
      Files.writeString(file(), hash());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file() {
    return generated.resolve("stamp");
  }

  private String hash() throws IOException {
    MessageDigest digest = sha256();
    digest.update(Constants.FULL_VERSION.getBytes(StandardCharsets.UTF_8));
    for (Class<?> each : List.of(Stamp.class, LyssMigrator.class, ThrowawayPostgres.class)) {
      addPackagesBeside(each, digest);
    }
    for (Path each : inputs) {
      add(each, digest);
    }
    addFolder(generated.resolve("io"), digest);
    return HexFormat.of().formatHex(digest.digest());
  }

  // A jar has the files of the folder that it was made from, and a manifest.
  private static void addPackagesBeside(Class<?> type, MessageDigest digest) throws IOException {
    URI home = home(type);
    Path path = Path.of(home);
    if (Files.isDirectory(path)) {
      addFolder(path.resolve("io"), digest);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(path, Map.of())) {
        addFolder(jar.getPath("/io"), digest);
      }
    }
  }

  private static URI home(Class<?> type) {
    try {
      return type.getProtectionDomain().getCodeSource().getLocation().toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void addFolder(Path folder, MessageDigest digest) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
        digest.update(folder.relativize(each).toString().getBytes(StandardCharsets.UTF_8));
        add(each, digest);
      }
    }
  }

  private static void add(Path file, MessageDigest digest) throws IOException {
    byte[] content = Files.readAllBytes(file);
    digest.update((" " + content.length + "\n").getBytes(StandardCharsets.UTF_8));
    digest.update(content);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
