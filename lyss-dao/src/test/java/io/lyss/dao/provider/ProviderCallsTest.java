package io.lyss.dao.provider;

import io.lyss.dao.testing.calls.CallsTest;
import io.lyss.schema.LyssDatabase;
import java.util.Map;

class ProviderCallsTest extends CallsTest<ProviderSession, ProviderWorld> {

  ProviderCallsTest() throws Exception {
    super(LyssDatabase.PROVIDER, new ProviderCalls());
  }

  @Override
  protected Map<String, String> indexesWithoutCalls() {
    return Map.ofEntries(
        Map.entry("idx_budgets_subject", "limits of a subject, where there are many budgets"),
        Map.entry(
            "idx_channel_health_failing",
            "selection, once a channel that cools down has been chosen"),
        Map.entry("idx_erasures_unfinished", "the job that goes on with erasures"),
        Map.entry(
            "idx_usage_adjustments_stamp", "roll-ups, which find what has changed since the last"),
        Map.entry(
            "idx_usage_days_user", "`UsageDao.summary` of one user, where days of many are there"),
        Map.entry(
            "idx_usage_quarter_hours_user",
            "`UsageDao.summary` of one user, where quarter hours of many are there"),
        Map.entry(
            "idx_usage_records_user_recorded",
            "`UsageDao.list` of one user, where usage of many is there"));
  }
}
