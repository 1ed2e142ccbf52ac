package io.lyss.dao.provider;

/** What has become of quota that was held. */
public enum ReservationState {
  /** It is held. */
  RESERVED,
  /** The request has ended and was recorded. */
  SETTLED,
  /** The hold was given back; nothing was used. */
  RELEASED,
  /** Nobody has ended the hold in time. */
  EXPIRED
}
