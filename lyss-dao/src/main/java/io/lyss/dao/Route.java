package io.lyss.dao;

/** Which server answered a call. */
public enum Route {
  /** The primary, as for everything that may write. */
  PRIMARY,
  /** The replica. */
  REPLICA,
  /** The primary, as the replica was asked and could not answer: it was down, or behind. */
  FALLBACK
}
