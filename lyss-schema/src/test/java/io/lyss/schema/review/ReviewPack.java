package io.lyss.schema.review;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files that a DBA is shown of a database. */
public final class ReviewPack {

  private ReviewPack() {}

  /**
   * Their names, and what is in them.
   *
   * @param indexComments what the SQL says above the statement that makes an index, by its name
   */
  public static Map<String, String> of(ReviewedSchema schema, Map<String, String> indexComments)
      throws SQLException {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("schema.sql", SchemaFile.of(schema));
    files.put("dictionary.md", Dictionary.of(schema, indexComments));
    files.put("rights.md", Rights.of(schema));
    files.put("diagram.svg", Diagram.of(schema));
    return files;
  }
}
