package io.lyss.dao.provider;

import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.Sql;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * The channel that a request is sent through.
 *
 * @param channelId which one; its key is read in a system scope
 * @param type the name of the kind of provider
 * @param baseUrl where the provider is reached; empty where the host has to know
 * @param apiFormat how it is spoken to
 * @param model what the provider calls the model
 * @param probe whether the channel has failed and this request tries it: nobody else does, for a
 *     minute, or until it is reported how it went
 */
public record SelectedChannel(
    UUID channelId,
    String type,
    Optional<String> baseUrl,
    ApiFormat apiFormat,
    String model,
    boolean probe) {

  static SelectedChannel read(Row row) throws SQLException {
    return new SelectedChannel(
        row.nextUuid(),
        row.nextString(),
        row.nextOptionalString(),
        Sql.constant(ApiFormat.class, row.nextString()),
        row.nextString(),
        row.nextBoolean());
  }
}
