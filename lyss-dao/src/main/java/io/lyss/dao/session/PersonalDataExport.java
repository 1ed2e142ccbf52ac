package io.lyss.dao.session;

import io.lyss.dao.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Writes all that a database stores about a person as JSON, one row in each line. It holds one page
 * in memory, however many rows there are.
 *
 * <pre>{@code
 * try (Writer out = Files.newBufferedWriter(file)) {
 *   PersonalDataExport.write(
 *       after -> session.personalData().rows(tenantId, userId, after, 200), out);
 * }
 * }</pre>
 *
 * <p>The pages are read one after the other, each in a transaction of its own unless the session is
 * in one. Rows that change meanwhile may be in the export or not.
 */
public final class PersonalDataExport {

  private PersonalDataExport() {}

  /** Reads the rows after a place. */
  @FunctionalInterface
  public interface Pages {
    List<PersonalRow> after(Optional<Json> place);
  }

  /**
   * What was written for a table.
   *
   * @param sha256 the hash of its lines in UTF-8, each with its line feed, in hexadecimal digits
   */
  public record Part(String table, long rows, String sha256) {}

  /**
   * Writes all rows: {@code {"table": ..., "row": {...}}}, and as the last line the manifest:
   * {@code {"manifest": [{"table": ..., "rows": ..., "sha256": ...}]}}.
   *
   * @param pages reads a page, as {@code personalData().rows} does
   * @param out receives the text; it is not closed
   * @return the manifest; a table without rows is not in it
   * @throws UncheckedIOException if {@code out} fails
   */
  public static List<Part> write(Pages pages, Appendable out) {
    List<Part> manifest = new ArrayList<>();
    MessageDigest digest = sha256();
    String table = "";
    long rows = 0;
    try {
      for (List<PersonalRow> page = pages.after(Optional.empty());
          !page.isEmpty();
          page = pages.after(Optional.of(page.get(page.size() - 1).place()))) {
        for (PersonalRow row : page) {
          if (rows > 0 && !row.table().equals(table)) {
            manifest.add(part(table, rows, digest));
            rows = 0;
          }
          table = row.table();
          rows++;
          String line = "{\"table\": \"" + table + "\", \"row\": " + row.data() + "}\n";
          digest.update(line.getBytes(StandardCharsets.UTF_8));
          out.append(line);
        }
      }
      if (rows > 0) {
        manifest.add(part(table, rows, digest));
      }
      out.append("{\"manifest\": [")
          .append(String.join(", ", manifest.stream().map(PersonalDataExport::json).toList()))
          .append("]}\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(manifest);
  }

  private static Part part(String table, long rows, MessageDigest digest) {
    return new Part(table, rows, HexFormat.of().formatHex(digest.digest()));
  }

  private static String json(Part part) {
    return "{\"table\": \"%s\", \"rows\": %d, \"sha256\": \"%s\"}"
        .formatted(part.table(), part.rows(), part.sha256());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
