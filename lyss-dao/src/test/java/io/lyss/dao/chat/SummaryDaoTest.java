package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SummaryDaoTest extends ChatServiceTest {

  private static final PageRequest PAGE = PageRequest.first(10);

  private final Scope.TenantUser user = chat.user();
  private final SummaryDao summaries = chat.as(user).summaries();

  private UUID open(int messages) {
    UUID id = chat.conversation(user).id();
    chat.as(user).messages().append(id, TestChat.said(messages));
    return id;
  }

  @Test
  void aSummaryIsStoredAsGiven() {
    UUID id = open(5);
    NewSummary given = NewSummary.manual("They spoke of 天气.", 5);
    Summary summary = summaries.add(id, given);
    assertThat(summary.id()).isEqualTo(given.id());
    assertThat(summary.text()).isEqualTo("They spoke of 天气.");
    assertThat(summary.type()).isEqualTo(SummaryType.MANUAL);
    assertThat(summary.upToSequence()).isEqualTo(5);
    assertThat(summaries.findLatest(id)).contains(summary);
    Expect.duplicate("conversation_summaries_tenant_id_id_pk", () -> summaries.add(id, given));
  }

  @Test
  void theLatestSummaryCoversMostAndOfThoseWasMadeLast() {
    UUID id = open(9);
    assertThat(summaries.findLatest(id)).isEmpty();
    assertThat(summaries.list(id, PAGE).items()).isEmpty();
    List<Summary> added = new ArrayList<>();
    for (int upTo : List.of(4, 8, 8, 6)) {
      added.add(0, summaries.add(id, NewSummary.auto("up to " + upTo, upTo)));
    }
    assertThat(summaries.findLatest(id)).contains(added.get(1));
    for (int size : List.of(1, 3, 100)) {
      assertThat(Paging.all(size, page -> summaries.list(id, page))).isEqualTo(added);
    }
  }

  @Test
  void aSummaryCoversMessagesThatExist() {
    UUID id = open(2);
    refused("conversations_message_count", "has no message 3", id, NewSummary.auto("x", 3));
    Expect.refused(
        "conversation_summaries_up_to_sequence_check",
        () -> summaries.add(id, NewSummary.auto("x", 0)));
    Expect.refused(
        "conversation_summaries_summary_text_check",
        () -> summaries.add(id, NewSummary.auto(" ", 1)));
    Expect.notFound("conversation", NEVER, () -> summaries.add(NEVER, NewSummary.auto("x", 1)));
    assertThat(summaries.findLatest(NEVER)).isEmpty();
    assertThat(summaries.findLatest(id)).isEmpty();
  }

  @Test
  void anArchivedConversationTakesASummaryAndADeletedOneDoesNot() {
    UUID id = open(2);
    chat.as(user).conversations().archive(id);
    Summary summary = summaries.add(id, NewSummary.auto("x", 2));
    chat.as(user).conversations().delete(id);
    refused("conversations_status", "is deleted: restore it", id, NewSummary.auto("x", 2));
    assertThat(summaries.list(id, PAGE).items()).containsExactly(summary);
  }

  private void refused(String constraint, String message, UUID id, NewSummary summary) {
    assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(() -> summaries.add(id, summary))
        .withMessageContaining("conversation " + id + " " + message)
        .satisfies(e -> assertThat(e.constraint()).isEqualTo(constraint));
  }

  @Test
  void summariesNeedTheScopeOfAUser() {
    Expect.needsUser(() -> chat.system().summaries());
    Expect.needsUser(() -> chat.service().asAdministrator(Ids.next(), "test").summaries());
  }
}
