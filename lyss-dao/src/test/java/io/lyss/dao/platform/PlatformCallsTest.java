package io.lyss.dao.platform;

import io.lyss.dao.testing.calls.CallsTest;
import io.lyss.schema.LyssDatabase;
import java.util.Map;

class PlatformCallsTest extends CallsTest<PlatformSession, PlatformWorld> {

  PlatformCallsTest() throws Exception {
    super(LyssDatabase.PLATFORM, new PlatformCalls());
  }

  @Override
  protected Map<String, String> indexesWithoutCalls() {
    return Map.ofEntries(
        Map.entry("idx_conversations_expires_at", "the job that purges what has expired"),
        Map.entry("idx_erasures_unfinished", "the job that goes on with erasures"),
        Map.entry(
            "idx_messages_content_gin",
            "`MessageDao.search`, where there is more than a page of messages"),
        Map.entry(
            "idx_usage_adjustments_stamp", "roll-ups, which find what has changed since the last"),
        Map.entry(
            "idx_usage_days_user", "`UsageDao.summary` of one user, where days of many are there"),
        Map.entry(
            "idx_usage_of_providers_user",
            "`UsageDao.summary` of one user, where usage of many is there"),
        Map.entry(
            "idx_usage_quarter_hours_user",
            "`UsageDao.summary` of one user, where quarter hours of many are there"));
  }
}
