package io.lyss.dao.shared;

import io.lyss.dao.internal.Row;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.UUID;

/**
 * What tokens cost.
 *
 * @param priceId the price that it was reckoned with
 * @param currency as ISO 4217 has it
 * @param amount with 8 decimal places, rounded half up
 */
public record Cost(UUID priceId, String currency, BigDecimal amount) {

  static Cost read(Row row) throws SQLException {
    return new Cost(row.nextUuid(), row.nextString(), row.nextDecimal());
  }
}
