package io.lyss.dao.shared;

/** How far a permission reaches. */
public enum PermissionReach {
  /** Within a tenant. */
  TENANT,
  /** Beyond one tenant: never part of a tenant's own role, nor held in a tenant's scope. */
  PLATFORM
}
