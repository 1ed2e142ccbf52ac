package io.lyss.test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.Provider;
import io.lyss.schema.LyssDatabase;
import org.junit.jupiter.api.Test;

/** What the page on testing shows. */
@LyssTest(LyssDatabase.PLATFORM)
class AccessTest {
  @Test
  void aProviderIsForThoseWhomItIsDistributedTo(Platform platform, LyssTestDatabase database) {
    TestUser ann = database.organisation().user("ann");
    TestUser bob = database.organisation().user("bob");
    Provider ours = database.organisation().provider("Ours", ann);

    assertTrue(platform.asUser(ann.id()).providers().canUserAccessProvider(ann.id(), ours.id()));
    assertFalse(bob.session().providers().canUserAccessProvider(bob.id(), ours.id()));
  }
}
