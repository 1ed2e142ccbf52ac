package io.lyss.dao;

/** Which server answered a call. */
public enum Route {
  /** The primary. It answers each call that may write. */
  PRIMARY,
  /** The replica. */
  REPLICA,
  /** The primary, because the replica was down or behind. */
  FALLBACK
}
