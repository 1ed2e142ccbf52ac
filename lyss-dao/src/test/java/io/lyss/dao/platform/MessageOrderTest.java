package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.talks.Interleavings;
import io.lyss.dao.testing.talks.TalkModel;
import io.lyss.dao.testing.talks.Talks.Said;
import io.lyss.throwaway.Whole;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages are listed in the order of commits, each once, and none is missed. */
@Whole("misses appends that overlap; MessageDaoTest appends one after the other")
class MessageOrderTest extends PlatformTest {

  private final PlatformTalks talks = PlatformTalks.of(platform);

  @Test
  void aReaderWhoGoesOnMissesNothingInWhateverOrderTwoTransactionsAppend() throws Exception {
    new Interleavings<>(
            platform,
            talks,
            connection ->
                new PlatformTalks(platform, talks.session().joining(connection), talks.provider()))
        .hold();
  }

  @Test
  void aMessageOfATransactionThatBeganBeforeItsConversationIsListedAndFound() {
    talks
        .session()
        .useTransaction(
            early -> {
              // fixes the transaction's time
              early.conversations().list(PageRequest.first(1));
              long id = talks.open();
              talks.append(id, List.of(Said.of("a question")));
              Message late =
                  early.messages().append(id, NewMessage.of(MessageRole.USER, "rhubarb"));
              assertThat(late.sequence()).isEqualTo(2);
              assertThat(early.messages().listNewestFirst(id, PageRequest.first(1)).items())
                  .containsExactly(late);
              assertThat(early.messages().search("rhubarb", PageRequest.first(9)).items())
                  .containsExactly(late);
              assertThat(late.createdAt())
                  .isAfterOrEqualTo(early.conversations().get(id).createdAt());
            });
  }

  @Test
  void conversationsAreAsTheirModelOverManyMonths() {
    for (int month = 0; month <= 30; month++) {
      platform
          .database()
          .execute(
              "select lyss_platform.create_monthly_partition('lyss_platform.messages', '"
                  + YearMonth.now(ZoneOffset.UTC).minusMonths(month).atDay(1)
                  + "')");
    }
    new TalkModel<>(PlatformTalks.of(platform)).holds(300);
  }
}
