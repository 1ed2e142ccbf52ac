package io.lyss.dao.provider;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;

/**
 * The settings of a tenant, as reported to the provider service.
 *
 * @param maxApiCalls how many requests a month may be reserved; empty without limit
 * @param timeZone where days and months of budgets begin, and the days by which usage is kept: a
 *     name of the IANA time zone database
 * @param changedAt when the time zone was set
 */
public record TenantSettings(Optional<Integer> maxApiCalls, String timeZone, Instant changedAt) {

  public TenantSettings {
    Objects.requireNonNull(maxApiCalls, "maxApiCalls");
    Objects.requireNonNull(timeZone, "timeZone");
    Objects.requireNonNull(changedAt, "changedAt");
  }

  /** Settings with a limit, changed now. */
  public static TenantSettings of(int maxApiCalls, ZoneId timeZone) {
    return new TenantSettings(Optional.of(maxApiCalls), timeZone.getId(), Instant.now());
  }
}
