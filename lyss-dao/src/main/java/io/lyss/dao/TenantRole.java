package io.lyss.dao;

/** What a user may do in a tenant. */
public enum TenantRole {
  /** Administers the platform as well, in a scope of its own; within a tenant like the next. */
  SUPER_ADMIN,
  /** Administers the tenant. */
  TENANT_ADMIN,
  END_USER
}
