package io.lyss.dao.chat;

import io.lyss.dao.Scope;
import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.talks.Interleavings;
import io.lyss.dao.testing.talks.TalkModel;
import io.lyss.throwaway.Whole;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Messages are listed in the order of commits, each once, and none is missed. */
@Alone
@Whole("misses appends that overlap; MessageDaoTest appends one after the other")
class MessageOrderTest extends ChatServiceTest {

  private final Scope.TenantUser user = chat.user();

  private ChatTalks talks() {
    return new ChatTalks(chat, chat.as(user));
  }

  @Test
  void aReaderWhoGoesOnMissesNothingInWhateverOrderTwoTransactionsAppend() throws Exception {
    new Interleavings<>(
            chat,
            talks(),
            connection -> new ChatTalks(chat, chat.service().asUser(user).joining(connection)))
        .hold();
  }

  @Test
  void conversationsAreAsTheirModelOverManyMonths() {
    for (int month = 0; month <= 30; month++) {
      chat.database()
          .execute(
              "select lyss_chat.create_monthly_partition('lyss_chat.conversation_messages', '"
                  + YearMonth.now(ZoneOffset.UTC).minusMonths(month).atDay(1)
                  + "')");
    }
    new TalkModel<>(new ChatTalks(chat, chat.as(chat.user()))).holds(300);
  }
}
