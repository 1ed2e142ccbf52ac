package io.lyss.dao.provider;

import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.Sql;
import java.sql.SQLException;
import java.util.OptionalLong;

/**
 * How a hold has ended, whoever has ended it first.
 *
 * @param state how
 * @param amount what the request took, if it was settled
 */
public record Settlement(ReservationState state, OptionalLong amount) {

  static Settlement read(Row row) throws SQLException {
    return new Settlement(
        Sql.constant(ReservationState.class, row.nextString()), row.nextOptionalLong());
  }
}
