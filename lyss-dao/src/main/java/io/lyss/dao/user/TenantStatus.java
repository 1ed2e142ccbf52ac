package io.lyss.dao.user;

/** What a tenant's scope may do in this database. */
public enum TenantStatus {
  /** Reads and writes. */
  ACTIVE,
  /** Reads, and writes nothing. */
  SUSPENDED,
  /** As suspended; on its way out. */
  DELETED
}
