package io.lyss.dao.user;

/** What users of a tenant may do in this database. */
public enum TenantStatus {
  /** Read and write. */
  ACTIVE,
  /** Only read. */
  SUSPENDED,
  /** Only read; the tenant is about to be removed. */
  DELETED
}
