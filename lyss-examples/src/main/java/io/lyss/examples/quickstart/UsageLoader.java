package io.lyss.examples.quickstart;

import io.lyss.dao.Ids;
import io.lyss.dao.platform.Conversation;
import io.lyss.dao.platform.NewUsage;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.PlatformSession;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/** Records the usage of requests of the last days, in batches, as a gateway would. */
final class UsageLoader {

  private static final int DAYS = 7;
  private static final int BATCH = 1000;
  private static final BigDecimal COST_OF_A_TOKEN = new BigDecimal("0.000004");

  private final Platform platform;
  private final Random random;

  UsageLoader(Platform platform, Random random) {
    this.platform = platform;
    this.random = random;
  }

  /**
   * Records one request now in each conversation, and one a day earlier without a conversation, as
   * calls of programs are.
   */
  int load(List<Conversation> conversations) {
    List<NewUsage> usage = new ArrayList<>();
    Instant now = Instant.now();
    for (Conversation conversation : conversations) {
      usage.add(usage(conversation, OptionalLong.of(conversation.id()), now));
      for (int day = 1; day <= DAYS; day++) {
        Instant time = now.minus(Duration.ofDays(day)).plusSeconds(random.nextInt(3600));
        usage.add(usage(conversation, OptionalLong.empty(), time));
      }
    }
    PlatformSession system = platform.asSystem(OrganizationLoader.REASON);
    for (int from = 0; from < usage.size(); from += BATCH) {
      system.usage().record(usage.subList(from, Math.min(from + BATCH, usage.size())));
    }
    system.maintenance().refreshUsage();
    system.maintenance().refreshDailyUsage();
    return usage.size();
  }

  private NewUsage usage(Conversation conversation, OptionalLong conversationId, Instant time) {
    int tokens = 50 + random.nextInt(4000);
    NewUsage usage =
        NewUsage.of(
                conversation.userId(),
                conversation.providerId(),
                tokens,
                COST_OF_A_TOKEN.multiply(BigDecimal.valueOf(tokens)))
            .withId(Ids.at(time));
    return conversationId.isPresent() ? usage.withConversation(conversationId.getAsLong()) : usage;
  }
}
