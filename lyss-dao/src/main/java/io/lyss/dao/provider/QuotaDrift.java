package io.lyss.dao.provider;

import java.math.BigDecimal;
import java.util.UUID;

/**
 * A counter that differs from the ledger.
 *
 * @param limitId the limit
 * @param holderId for whom it counts
 * @param measure which limit of its subject
 * @param slot which of the counter's rows, whose sum counts
 * @param drift what differs
 * @param counter the value of the counter
 * @param expected the value that it should have
 */
public record QuotaDrift(
    UUID limitId,
    UUID holderId,
    LimitMeasure measure,
    int slot,
    Kind drift,
    BigDecimal counter,
    BigDecimal expected) {

  /** What differs. */
  public enum Kind {
    /** What is held, from the sum of the ledger. */
    HELD,
    /** What was used, from the sum of the ledger. */
    USED,
    /** What is held, from the reservations that are open. */
    OPEN,
    /** The ledger knows of a counter that is not there. */
    MISSING,
    /** The shares of the slots, from what is left of the limit. */
    ROOM
  }
}
