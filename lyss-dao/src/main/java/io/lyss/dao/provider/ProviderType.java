package io.lyss.dao.provider;

import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.Sql;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of provider.
 *
 * @param id identity
 * @param name name for programs, such as {@code azure-openai}
 * @param displayName name for people
 * @param baseUrl where it is reached; empty where each customer has an address of their own
 * @param supportedModels models that it is known to have
 * @param apiFormat how it is spoken to
 * @param active whether its channels serve requests
 */
public record ProviderType(
    long id,
    String name,
    String displayName,
    Optional<String> baseUrl,
    Set<String> supportedModels,
    ApiFormat apiFormat,
    boolean active) {

  static ProviderType read(Row row) throws SQLException {
    return new ProviderType(
        row.nextLong(),
        row.nextString(),
        row.nextString(),
        row.nextOptionalString(),
        Set.copyOf(row.nextTexts()),
        Sql.constant(ApiFormat.class, row.nextString()),
        row.nextString().equals("active"));
  }
}
