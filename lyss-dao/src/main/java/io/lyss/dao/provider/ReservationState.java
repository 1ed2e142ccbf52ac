package io.lyss.dao.provider;

/** What has become of quota that was reserved. */
public enum ReservationState {
  /** It is reserved. */
  RESERVED,
  /** The request has ended and was recorded. */
  SETTLED,
  /** The reservation was given back; nothing was used. */
  RELEASED,
  /** Nobody has ended the reservation in time. */
  EXPIRED
}
