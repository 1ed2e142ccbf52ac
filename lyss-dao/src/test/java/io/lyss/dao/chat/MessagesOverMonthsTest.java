package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Paging;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.throwaway.OneIn;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Conversations whose messages lie in many partitions. */
@OneIn(3)
class MessagesOverMonthsTest extends ChatServiceTest {

  private static final PageRequest PAGE = PageRequest.first(1000);

  private final Scope.TenantUser user = chat.user();
  private final MessageDao messages = chat.as(user).messages();

  private void createPartitions(int months) {
    for (int month = 0; month <= months; month++) {
      chat.database()
          .execute(
              "select lyss_chat.create_monthly_partition('lyss_chat.conversation_messages', '"
                  + YearMonth.now(ZoneOffset.UTC).minusMonths(month).atDay(1)
                  + "')");
    }
  }

  /**
   * A conversation that looks as if it had been opened at that age, with messages at even intervals
   * since: a superuser writes the rows of a new one again with other times.
   */
  private UUID spread(int count, String age) {
    UUID id = chat.conversation(user).id();
    messages.append(id, TestChat.said(count));
    chat.database()
        .execute(
            """
            set search_path = lyss_chat;
            create temporary table moved as
            select * from conversation_messages where conversation_id = '%1$s';
            delete from conversation_messages where conversation_id = '%1$s';
            update conversations
            set created_at = current_timestamp - interval '%2$s',
              last_active_at = current_timestamp - interval '%2$s' / %3$d
            where id = '%1$s';
            update moved
            set created_at = current_timestamp - interval '%2$s' * (%3$d - sequence + 1) / %3$d;
            insert into conversation_messages select * from moved;
            drop table moved;
            """
                .formatted(id, age, count));
    return id;
  }

  private static List<Long> sequences(int from, int to) {
    List<Long> sequences = new ArrayList<>();
    for (long sequence = from; sequence <= to; sequence++) {
      sequences.add(sequence);
    }
    return sequences;
  }

  private void isReadWhole(UUID id, int first, int last) {
    List<Long> all = sequences(first, last);
    List<Long> turned = new ArrayList<>(all);
    Collections.reverse(turned);
    for (int size : List.of(1, 3, 10, 1000)) {
      assertThat(Paging.all(size, page -> messages.listOldestFirst(id, page)))
          .extracting(Message::sequence)
          .isEqualTo(all);
      assertThat(Paging.all(size, page -> messages.listNewestFirst(id, page)))
          .extracting(Message::sequence)
          .isEqualTo(turned);
    }
    for (int count : List.of(1, 4, 1000)) {
      assertThat(messages.context(id, count).messages())
          .extracting(Message::sequence)
          .isEqualTo(sequences(Math.max(first, last - count + 1), last));
    }
    assertThat(messages.find(id, last)).isPresent();
    assertThat(messages.find(id, first)).isPresent();
  }

  @Test
  void pagesCrossMonthsAndDropExpiredPartitions() {
    TestDatabase.notOnCitus("messages of other tests are in the default partition, and stay there");
    createPartitions(40);
    for (String age : List.of("40 days", "1 year", "38 months")) {
      UUID id = spread(37, age);
      isReadWhole(id, 1, 37);
      Message next = messages.append(id, NewMessage.user("back again"));
      assertThat(next.sequence()).isEqualTo(38);
      isReadWhole(id, 1, 38);
    }
    assertThat(
            chat.query("select count(distinct tableoid) > 30 from lyss_chat.conversation_messages"))
        .containsExactly("t");
    UUID old = spread(24, "11 months");
    assertThat(chat.system().storage().dropExpiredPartitions("conversation_messages", 3))
        .hasSizeGreaterThan(30);
    List<Message> left = messages.listOldestFirst(old, PAGE).items();
    assertThat(left).hasSizeBetween(5, 12);
    int first = (int) left.get(0).sequence();
    isReadWhole(old, first, 24);
    assertThat(messages.find(old, first - 1)).isEmpty();
    assertThat(messages.append(old, NewMessage.user("on")).sequence()).isEqualTo(25);
  }

  @Test
  void messagesInTheDefaultPartitionAreReadAsWell() {
    UUID id = spread(20, "90 months");
    isReadWhole(id, 1, 20);
  }

  @Test
  void noMessageIsOlderThanTheOneBeforeEvenIfTheClockWasPutBack() {
    UUID id = chat.conversation(user).id();
    Message first = messages.append(id, NewMessage.user("from the future"));
    chat.database()
        .execute(
            "update lyss_chat.conversations set last_active_at = (last_active_at at time zone 'UTC' + interval '1 hour') at time zone 'UTC'"
                + " where id = '"
                + id
                + "'");
    Message second = messages.append(id, NewMessage.user("from now"));
    assertThat(second.createdAt()).isEqualTo(first.createdAt().plusSeconds(3600));
    assertThat(messages.listOldestFirst(id, PAGE).items()).containsExactly(first, second);
  }
}
