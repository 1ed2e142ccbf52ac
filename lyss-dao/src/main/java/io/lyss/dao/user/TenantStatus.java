package io.lyss.dao.user;

/** What users of a tenant may do in this database. */
public enum TenantStatus {
  /** Read and write. */
  ACTIVE,
  /** Read, and write nothing. */
  SUSPENDED,
  /** Read, and write nothing; the tenant is about to be removed. */
  DELETED
}
