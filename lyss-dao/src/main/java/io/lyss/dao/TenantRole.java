package io.lyss.dao;

/** What a user may do in a tenant. */
public enum TenantRole {
  /**
   * Administers the platform as well, with {@link Scope.Administrator}; in a tenant's scope the
   * same as {@link #TENANT_ADMIN}.
   */
  SUPER_ADMIN,
  /** Administers the tenant. */
  TENANT_ADMIN,
  END_USER
}
