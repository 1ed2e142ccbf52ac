package io.lyss.dao;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * On whose behalf calls are made. There is no call without a scope. Row-level security takes the
 * scope, and not the conditions of a statement, to decide what the statement can see and change.
 *
 * <p>A scope is trusted: it comes from the host's authentication.
 */
public sealed interface Scope {

  /** A scope of the platform database, which one organisation owns. */
  sealed interface OfPlatform extends Scope {}

  /** A scope of the service databases, which tenants share. */
  sealed interface OfService extends Scope {}

  /**
   * A user. The policies decide what that user sees and changes.
   *
   * @param userId the user, whom the host has authenticated; positive
   */
  record PlatformUser(int userId) implements OfPlatform {
    public PlatformUser {
      if (userId < 1) {
        throw new IllegalArgumentException("A user's id is positive, not " + userId);
      }
    }
  }

  /**
   * A user of a tenant. Rows of other tenants are hidden.
   *
   * @param tenantId the tenant; not the nil UUID, which stands for the whole platform
   * @param userId the user
   * @param groupIds the groups that the user is in
   * @param role what the user may do in the tenant; {@link TenantRole#SUPER_ADMIN} has no more
   *     rights here than {@link TenantRole#TENANT_ADMIN}
   */
  record TenantUser(UUID tenantId, UUID userId, Set<UUID> groupIds, TenantRole role)
      implements OfService {
    public TenantUser {
      Objects.requireNonNull(userId, "userId");
      Objects.requireNonNull(role, "role");
      groupIds = Set.copyOf(groupIds);
      if (tenantId.equals(new UUID(0, 0))) {
        throw new IllegalArgumentException(
            "The nil UUID is not the id of a tenant: it stands for the whole platform");
      }
    }

    /** An end user without groups. */
    public static TenantUser of(UUID tenantId, UUID userId) {
      return new TenantUser(tenantId, userId, Set.of(), TenantRole.END_USER);
    }
  }

  /**
   * An administrator of the whole platform, across tenants. Such a scope has the rights of {@link
   * SystemWork}. Each transaction in it, even one that only reads, is published as the event {@code
   * administrator.acted} with administrator and reason. So it needs a server that accepts writes.
   *
   * @param administratorId the administrator
   * @param reason why, for the audit log; not blank
   */
  record Administrator(UUID administratorId, String reason) implements OfService {
    public Administrator {
      Objects.requireNonNull(administratorId, "administratorId");
      requireReason(reason, "An administrator's work");
    }
  }

  /**
   * Work without a user: provisioning, recording usage, retention.
   *
   * @param reason why, for the audit log; not blank
   */
  record SystemWork(String reason) implements OfPlatform, OfService {
    public SystemWork {
      requireReason(reason, "System work");
    }
  }

  private static void requireReason(String reason, String what) {
    if (Objects.requireNonNull(reason, "reason").isBlank()) {
      throw new IllegalArgumentException(what + " needs a reason, for the audit log");
    }
    if (reason.indexOf(0) >= 0 || !UTF_8.newEncoder().canEncode(reason)) {
      throw new IllegalArgumentException(
          "The reason is no valid text: it has a NUL or half of a surrogate pair");
    }
  }
}
