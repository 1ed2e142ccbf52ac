package io.lyss.schema;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A database as the hosts of a release have it: the script that this release has made for an empty
 * one, and statements that put rows into each of its tables.
 *
 * @param release such as 0.1.0, or {@value #DRAFT} for what is not released yet
 */
record Baseline(String release, LyssDatabase database) {

  static final String DRAFT = "draft";

  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", ""), "src/test/resources/io/lyss/schema/baseline");

  static List<Baseline> all() {
    try (Stream<Path> releases = Files.list(FOLDER)) {
      return releases
          .map(release -> release.getFileName().toString())
          .sorted()
          .flatMap(
              release -> Stream.of(LyssDatabase.values()).map(kind -> new Baseline(release, kind)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes what the present files make as the baseline of a release, in place of the draft.
   *
   * @throws IllegalStateException if the release is frozen: hosts have it
   */
  static void write(String release) throws IOException {
    if (!release.equals(DRAFT) && Files.exists(FOLDER.resolve(release))) {
      throw new IllegalStateException(
          release + " is frozen, as hosts have it: give the next release a number of its own");
    }
    for (Restricted<?> subject : Restricted.all().toList()) {
      Baseline baseline = new Baseline(release, subject.database());
      Files.createDirectories(baseline.schemaFile().getParent());
      try (OwnedDatabase empty = OwnedDatabase.unmigrated();
          OutputStream file = new GZIPOutputStream(Files.newOutputStream(baseline.schemaFile()))) {
        String script = LyssMigrator.of(subject.database(), empty.ownerDataSource()).script();
        file.write(script.getBytes(StandardCharsets.UTF_8));
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      Files.writeString(baseline.rowsFile(), subject.rows());
    }
    if (!release.equals(DRAFT)) {
      for (LyssDatabase kind : LyssDatabase.values()) {
        Baseline draft = new Baseline(DRAFT, kind);
        Files.deleteIfExists(draft.schemaFile());
        Files.deleteIfExists(draft.rowsFile());
      }
      Files.deleteIfExists(FOLDER.resolve(DRAFT));
    }
  }

  boolean isDraft() {
    return release.equals(DRAFT);
  }

  /** What the hosts have run: it records itself in the history, with the checksums of its files. */
  String script() throws IOException {
    byte[] compressed = Files.readAllBytes(schemaFile());
    try (GZIPInputStream file = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  String rows() throws IOException {
    return Files.readString(rowsFile());
  }

  private Path schemaFile() {
    return file(".sql.gz");
  }

  private Path rowsFile() {
    return file("_rows.sql");
  }

  private Path file(String ending) {
    return FOLDER.resolve(release).resolve(database.name().toLowerCase(Locale.ROOT) + ending);
  }

  @Override
  public String toString() {
    return database + " of " + release;
  }
}
