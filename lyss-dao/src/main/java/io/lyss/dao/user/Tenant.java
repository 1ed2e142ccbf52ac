package io.lyss.dao.user;

import java.time.Instant;
import java.util.UUID;

/**
 * An organisation that shares the platform.
 *
 * @param id the tenant's id
 * @param name display name
 * @param slug unique short name, by which a login names the tenant
 * @param status whether users of the tenant may write
 * @param plan the plan that the tenant has ordered
 * @param maxUsers how many users that are not inactive the tenant may have
 * @param maxApiCalls how many calls a month; the host counts them
 * @param createdAt when the tenant was created
 * @param updatedAt when the tenant was last changed
 */
public record Tenant(
    UUID id,
    String name,
    String slug,
    TenantStatus status,
    Plan plan,
    int maxUsers,
    int maxApiCalls,
    Instant createdAt,
    Instant updatedAt) {

  /** The same under another name: 1 to 100 characters, no spaces around. */
  public Tenant withName(String other) {
    return with(other, plan, maxUsers, maxApiCalls);
  }

  /** The same with another plan. */
  public Tenant withPlan(Plan other) {
    return with(name, other, maxUsers, maxApiCalls);
  }

  /** The same with another number of users; if it has more already, all stay. */
  public Tenant withMaxUsers(int other) {
    return with(name, plan, other, maxApiCalls);
  }

  /** The same with another number of calls a month. */
  public Tenant withMaxApiCalls(int other) {
    return with(name, plan, maxUsers, other);
  }

  private Tenant with(String otherName, Plan otherPlan, int otherMaxUsers, int otherMaxApiCalls) {
    return new Tenant(
        id,
        otherName,
        slug,
        status,
        otherPlan,
        otherMaxUsers,
        otherMaxApiCalls,
        createdAt,
        updatedAt);
  }
}
