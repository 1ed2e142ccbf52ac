package io.lyss.dao.provider;

import io.lyss.dao.testing.calls.CallsTest;
import io.lyss.schema.LyssDatabase;
import java.util.Set;

class ProviderCallsTest extends CallsTest<ProviderSession, ProviderWorld> {

  ProviderCallsTest() throws Exception {
    super(LyssDatabase.PROVIDER, new ProviderCalls());
  }

  @Override
  protected Set<String> indexesOfManyRows() {
    return Set.of(
        "idx_budgets_subject",
        // looked at once a channel that cools down has been chosen
        "idx_channel_health_failing",
        "idx_erasures_unfinished",
        "idx_usage_adjustments_stamp",
        "idx_usage_days_user",
        "idx_usage_quarter_hours_user",
        "idx_usage_records_user_recorded");
  }
}
