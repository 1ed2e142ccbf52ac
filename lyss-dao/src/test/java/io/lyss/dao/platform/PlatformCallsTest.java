package io.lyss.dao.platform;

import io.lyss.dao.testing.calls.CallsTest;
import io.lyss.schema.LyssDatabase;
import java.util.Set;

class PlatformCallsTest extends CallsTest<PlatformSession, PlatformWorld> {

  PlatformCallsTest() throws Exception {
    super(LyssDatabase.PLATFORM, new PlatformCalls());
  }

  @Override
  protected Set<String> indexesOfManyRows() {
    return Set.of(
        "idx_messages_content_gin",
        "idx_usage_adjustments_stamp",
        "idx_usage_days_user",
        "idx_conversations_expires_at",
        "idx_erasures_unfinished",
        "idx_usage_of_providers_user",
        "idx_usage_quarter_hours_user");
  }
}
