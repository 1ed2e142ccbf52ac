package io.lyss.dao.provider;

/** The state of a reservation. */
public enum ReservationState {
  /** It is reserved. */
  RESERVED,
  /** The request has ended and was recorded. */
  SETTLED,
  /** The reservation was given back; nothing was used. */
  RELEASED,
  /** The reservation was not ended in time. */
  EXPIRED
}
