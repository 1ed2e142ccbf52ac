package io.lyss.dao;

import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Who is asking. Nothing can be asked without one. Row-level security judges by it, whatever a
 * statement says.
 *
 * <p>A scope is trusted: it comes from the host's authentication.
 */
public sealed interface Scope {

  /** A scope of the platform database, which belongs to one organisation. */
  sealed interface OfPlatform extends Scope {}

  /** A scope of the service databases, which tenants share. */
  sealed interface OfService extends Scope {}

  /**
   * A user's own work: sees and changes what the policies leave to that user.
   *
   * @param userId the user, as the host's authentication has established; positive
   */
  record User(int userId) implements OfPlatform {
    public User {
      if (userId < 1) {
        throw new IllegalArgumentException("A user's id is positive, not " + userId);
      }
    }
  }

  /**
   * A user's own work within a tenant. What other tenants have is not there.
   *
   * @param tenantId the tenant; not the nil UUID, which stands for the whole platform
   * @param userId the user
   * @param groupIds the groups that the user is in
   * @param role what the user may do in the tenant; {@link TenantRole#SUPER_ADMIN} gives no more
   *     than {@link TenantRole#TENANT_ADMIN} here
   */
  record Tenant(UUID tenantId, UUID userId, Set<UUID> groupIds, TenantRole role)
      implements OfService {
    public Tenant {
      Objects.requireNonNull(userId, "userId");
      Objects.requireNonNull(role, "role");
      groupIds = Set.copyOf(groupIds);
      if (tenantId.equals(new UUID(0, 0))) {
        throw new IllegalArgumentException(
            "The nil UUID is no tenant's: it stands for the whole platform");
      }
    }

    /** An end user without groups. */
    public static Tenant of(UUID tenantId, UUID userId) {
      return new Tenant(tenantId, userId, Set.of(), TenantRole.END_USER);
    }
  }

  /**
   * A person who administers the whole platform, across tenants. It has the rights of {@link
   * System} work; that it was taken on, by whom and why is published as the event {@code
   * administrator.acted}, once a transaction, also where nothing was changed; so it takes a server
   * that can be written to.
   *
   * @param administratorId the person
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
  record System(String reason) implements OfPlatform, OfService {
    public System {
      requireReason(reason, "System work");
    }
  }

  private static void requireReason(String reason, String what) {
    if (Objects.requireNonNull(reason, "reason").isBlank()) {
      throw new IllegalArgumentException(what + " needs a reason, for the audit log");
    }
  }
}
