package io.lyss.schema;

import io.lyss.schema.internal.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The contents of an export of a tenant: a text file beside those of the tables, written last. An
 * export without it was cut off.
 *
 * @param database which database it is of
 * @param tenant the tenant
 * @param takenAt when
 * @param schemaHash the hash of the SQL files that made the database
 * @param whole whether the tenant was closed and nothing in flight; otherwise it is an archive and
 *     cannot be imported
 * @param tables the tables, in the order of their names
 * @param needs rows of no tenant to which its rows refer: table and JSON
 */
public record TenantManifest(
    LyssDatabase database,
    UUID tenant,
    Instant takenAt,
    String schemaHash,
    boolean whole,
    List<Rows> tables,
    List<Need> needs) {

  static final String FILE = "manifest";

  private static final String HEAD = "lyss-tenant-export 1";

  /**
   * The rows of a table.
   *
   * @param table the table
   * @param rows how many
   * @param sha256 the hash of their file
   * @param months the first days of their months (UTC), if the table has partitions
   * @param columns the columns of the file
   */
  public record Rows(
      String table, long rows, String sha256, List<LocalDate> months, String columns) {}

  /**
   * A row of no tenant to which a row of the tenant refers.
   *
   * @param table the table
   * @param row the columns that identify it, a JSON object
   */
  public record Need(String table, String row) {}

  public TenantManifest {
    tables = List.copyOf(tables);
    needs = List.copyOf(needs);
  }

  /** How many rows each table has. */
  public SortedMap<String, Long> rows() {
    SortedMap<String, Long> rows = new TreeMap<>();
    tables.forEach(table -> rows.put(table.table(), table.rows()));
    return rows;
  }

  static boolean isIn(Path directory) {
    return Files.exists(directory.resolve(FILE));
  }

  void write(Path directory) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(HEAD);
    lines.add("database " + database);
    lines.add("tenant " + tenant);
    lines.add("taken " + takenAt);
    lines.add("schema " + schemaHash);
    lines.add("whole " + whole);
    needs.forEach(need -> lines.add("need " + need.table() + " " + need.row()));
    tables.forEach(
        table ->
            lines.add(
                "table %s %d %s %s %s"
                    .formatted(
                        table.table(),
                        table.rows(),
                        table.sha256(),
                        table.months().isEmpty()
                            ? "-"
                            : table.months().stream()
                                .map(LocalDate::toString)
                                .collect(Collectors.joining(",")),
                        table.columns())));
    Path part = directory.resolve(FILE + ".part");
    PrivateFiles.create(part);
    Files.write(part, lines, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    Files.move(part, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Reads the manifest of a directory.
   *
   * @throws LyssMigrationException if there is none, or the file is not a manifest
   */
  public static TenantManifest read(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      return parse(Files.readAllLines(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new LyssMigrationException(
          file + " cannot be read; an export that was cut off has none: export again (" + e + ")",
          e);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeParseException e) {
      throw new LyssMigrationException(file + " is no manifest of an export of a tenant: " + e, e);
    }
  }

  private static TenantManifest parse(List<String> lines) {
    if (lines.size() < 6 || !lines.get(0).equals(HEAD)) {
      throw new IllegalArgumentException("its first line is not \"" + HEAD + "\"");
    }
    List<Rows> tables = new ArrayList<>();
    List<Need> needs = new ArrayList<>();
    for (String line : lines.subList(6, lines.size())) {
      if (line.startsWith("need ")) {
        String[] parts = line.split(" ", 3);
        needs.add(new Need(parts[1], parts[2]));
      } else {
        tables.add(rows(line));
      }
    }
    return new TenantManifest(
        LyssDatabase.valueOf(value(lines.get(1), "database")),
        UUID.fromString(value(lines.get(2), "tenant")),
        Instant.parse(value(lines.get(3), "taken")),
        value(lines.get(4), "schema"),
        Boolean.parseBoolean(value(lines.get(5), "whole")),
        tables,
        needs);
  }

  private static Rows rows(String line) {
    String[] parts = value(line, "table").split(" ", 5);
    // it becomes the name of a file
    if (!parts[0].matches("[A-Za-z0-9_]+")) {
      throw new IllegalArgumentException("this is no table: " + parts[0]);
    }
    return new Rows(
        parts[0],
        Long.parseLong(parts[1]),
        parts[2],
        parts[3].equals("-")
            ? List.of()
            : Arrays.stream(parts[3].split(",")).map(LocalDate::parse).toList(),
        parts[4]);
  }

  private static String value(String line, String key) {
    if (!line.startsWith(key + " ")) {
      throw new IllegalArgumentException("a line does not begin with \"" + key + "\": " + line);
    }
    return line.substring(key.length() + 1);
  }
}
