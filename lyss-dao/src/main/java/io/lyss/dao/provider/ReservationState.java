package io.lyss.dao.provider;

/** What has become of quota that was held. */
public enum ReservationState {
  /** It is held. */
  RESERVED,
  /** The request has ended and was recorded. */
  SETTLED,
  /** Nothing of it was used. */
  RELEASED,
  /** Nobody has said what became of the request, in time. */
  EXPIRED
}
