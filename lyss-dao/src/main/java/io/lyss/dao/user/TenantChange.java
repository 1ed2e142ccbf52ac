package io.lyss.dao.user;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A change of a tenant; what is empty stays as it is.
 *
 * @param name 1 to 100 characters, no spaces around
 * @param plan the plan that the tenant has ordered
 * @param maxUsers how many users that are not inactive the tenant may have; with fewer than there
 *     are, all stay
 * @param maxApiCalls how many calls a month
 */
public record TenantChange(
    Optional<String> name, Optional<Plan> plan, OptionalInt maxUsers, OptionalInt maxApiCalls) {

  /** Changes nothing. */
  public static final TenantChange NONE =
      new TenantChange(
          Optional.empty(), Optional.empty(), OptionalInt.empty(), OptionalInt.empty());

  public TenantChange withName(String value) {
    return new TenantChange(Optional.of(value), plan, maxUsers, maxApiCalls);
  }

  public TenantChange withPlan(Plan value) {
    return new TenantChange(name, Optional.of(value), maxUsers, maxApiCalls);
  }

  public TenantChange withMaxUsers(int value) {
    return new TenantChange(name, plan, OptionalInt.of(value), maxApiCalls);
  }

  public TenantChange withMaxApiCalls(int value) {
    return new TenantChange(name, plan, maxUsers, OptionalInt.of(value));
  }
}
