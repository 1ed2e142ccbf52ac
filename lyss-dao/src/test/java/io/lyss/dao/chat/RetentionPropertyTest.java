package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Alone;
import io.lyss.throwaway.OneIn;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever was opened, imported, forked, deleted, held and kept for however many days, as time goes
 * on: a purge leaves what a model of it leaves, its plan says so before, and nobody sees what has
 * expired.
 */
@Alone
@OneIn(4)
class RetentionPropertyTest extends ChatServiceTest {

  private static final int STEPS = Integer.getInteger("lyss.fork.steps", 80);
  private static final Duration RESTORABLE = Duration.ofDays(30);
  private static final Set<ConversationStatus> ALL = Set.of(ConversationStatus.values());

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aPurgeLeavesWhatTheModelLeaves(long seed) {
    Run run = new Run(chat, seed);
    for (int step = 0; step < STEPS; step++) {
      try {
        run.step();
        run.check();
      } catch (Throwable failure) {
        throw new AssertionError("seed " + seed + ", step " + step + ": " + run.log, failure);
      }
    }
  }

  /** A conversation as it was read last, and the ids of its messages. */
  private record Talk(Scope.TenantUser owner, Conversation read, List<UUID> history) {}

  private static final class Run {

    private final TestChat chat;
    private final Random random;
    private final List<Scope.TenantUser> users = new ArrayList<>();
    private final Map<UUID, Talk> talks = new LinkedHashMap<>();
    private final Map<UUID, Integer> days = new HashMap<>();
    private final Set<UUID> held = new HashSet<>();
    private final List<String> log = new ArrayList<>();
    private Instant now = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.MICROS);

    Run(TestChat chat, long seed) {
      this.chat = chat;
      random = new Random(seed);
      Scope.TenantUser first = chat.user();
      users.addAll(List.of(first, chat.beside(first), chat.user()));
      chat.stopClock(now);
    }

    private Scope.TenantUser anyUser() {
      return users.get(random.nextInt(users.size()));
    }

    private ConversationDao conversations(Scope.TenantUser owner) {
      return chat.as(owner).conversations();
    }

    private void read(Talk talk) {
      UUID id = talk.read().id();
      talks.put(id, new Talk(talk.owner(), conversations(talk.owner()).get(id), talk.history()));
    }

    private boolean expired(Talk talk) {
      return talk.read().expiresAt().filter(at -> !at.isAfter(now)).isPresent();
    }

    private boolean isHeld(Talk talk) {
      return held.contains(talk.owner().userId()) || held.contains(talk.owner().tenantId());
    }

    private boolean hasToGo(Talk talk) {
      Integer keep = days.get(talk.owner().tenantId());
      return expired(talk)
          || talk.read().deletedAt().filter(at -> at.isBefore(now.minus(RESTORABLE))).isPresent()
          || keep != null && talk.read().lastActiveAt().isBefore(now.minus(Duration.ofDays(keep)));
    }

    private Instant days(int from, int to) {
      return now.plus(Duration.ofHours(24L * from + random.nextInt(24 * (to - from))));
    }

    void step() {
      List<Talk> seen = talks.values().stream().filter(talk -> !expired(talk)).toList();
      int kind = seen.isEmpty() ? 0 : random.nextInt(100);
      Talk talk = seen.isEmpty() ? null : seen.get(random.nextInt(seen.size()));
      if (kind < 20) {
        open(anyUser());
      } else if (kind < 32) {
        append(talk);
      } else if (kind < 47) {
        fork(talk);
      } else if (kind < 55) {
        Instant at = random.nextInt(3) == 0 ? null : days(0, 20);
        log.add("expire at " + at);
        if (talk.read().status() != ConversationStatus.DELETED) {
          conversations(talk.owner()).update(talk.read().withExpiresAt(at));
          read(talk);
        }
      } else if (kind < 63) {
        log.add("delete or restore");
        if (talk.read().status() == ConversationStatus.DELETED) {
          conversations(talk.owner()).restore(talk.read().id());
        } else {
          conversations(talk.owner()).delete(talk.read().id());
        }
        read(talk);
      } else if (kind < 70) {
        hold(anyUser());
      } else if (kind < 76) {
        UUID tenant = anyUser().tenantId();
        if (days.containsKey(tenant) && random.nextBoolean()) {
          days.remove(tenant);
          chat.system().retention(tenant).reset();
        } else {
          days.put(tenant, chat.system().retention(tenant).set(1 + random.nextInt(40)).keepDays());
        }
        log.add("keep " + days);
      } else if (kind < 88) {
        now = days(0, 9);
        chat.stopClock(now);
        log.add("now " + now);
      } else {
        purge();
      }
    }

    private void open(Scope.TenantUser owner) {
      NewConversation opened = NewConversation.of("x");
      if (random.nextInt(3) == 0) {
        opened = opened.expiringAt(days(0, 20));
      }
      List<ImportedMessage> said = new ArrayList<>();
      Instant written = Instant.now().minus(Duration.ofDays(random.nextInt(45)));
      for (int i = random.nextInt(3); i >= 0; i--) {
        said.add(new ImportedMessage(NewMessage.user("y"), written));
      }
      Conversation imported = conversations(owner).importMessages(opened, said);
      talks.put(
          imported.id(),
          new Talk(
              owner, imported, new ArrayList<>(said.stream().map(m -> m.message().id()).toList())));
      log.add("open until " + opened.expiresAt() + ", written at " + written);
    }

    private void append(Talk talk) {
      log.add("append");
      if (talk.read().status() == ConversationStatus.ACTIVE) {
        NewMessage message = NewMessage.user("z");
        chat.as(talk.owner()).messages().append(talk.read().id(), message);
        talk.history().add(message.id());
        read(talk);
      }
    }

    private void fork(Talk talk) {
      int upTo = random.nextInt(talk.history().size() + 1);
      log.add("fork at " + upTo);
      if (talk.read().status() != ConversationStatus.DELETED) {
        Conversation fork = conversations(talk.owner()).fork(talk.read().id(), NewFork.after(upTo));
        assertThat(fork.expiresAt()).isEqualTo(talk.read().expiresAt());
        talks.put(
            fork.id(),
            new Talk(talk.owner(), fork, new ArrayList<>(talk.history().subList(0, upTo))));
      }
    }

    private void hold(Scope.TenantUser user) {
      UUID subject = random.nextInt(4) == 0 ? user.tenantId() : user.userId();
      if (held.remove(subject)) {
        chat.system().personalData().endHold(user.tenantId(), subject);
      } else {
        held.add(subject);
        chat.system().personalData().hold(user.tenantId(), subject, "case 12");
      }
      log.add("held " + held);
    }

    private void purge() {
      log.add("purge");
      List<Talk> due = talks.values().stream().filter(this::hasToGo).toList();
      long going = due.stream().filter(talk -> !isHeld(talk)).count();
      List<ConversationPurge> plan =
          chat.system().maintenance().purgePlan().stream()
              .filter(p -> users.stream().anyMatch(u -> u.tenantId().equals(p.tenantId())))
              .toList();
      assertThat(plan.stream().mapToLong(ConversationPurge::conversations).sum()).isEqualTo(going);
      assertThat(plan.stream().mapToLong(ConversationPurge::held).sum())
          .isEqualTo(due.size() - going);
      int limit = 1 + random.nextInt(4);
      while (chat.system().maintenance().purgeConversations(RESTORABLE, limit) == limit) {}
      due.stream().filter(talk -> !isHeld(talk)).forEach(talk -> talks.remove(talk.read().id()));
    }

    void check() {
      for (Scope.TenantUser user : users) {
        List<Talk> theirs =
            talks.values().stream().filter(talk -> talk.owner().equals(user)).toList();
        assertThat(conversations(user).list(ALL, PageRequest.first(1000)).items())
            .containsExactlyInAnyOrderElementsOf(
                theirs.stream().filter(talk -> !expired(talk)).map(Talk::read).toList());
        assertThat(
                chat.query(
                    "select id from lyss_chat.conversation_messages where user_id = '"
                        + user.userId()
                        + "'"))
            .containsExactlyInAnyOrderElementsOf(
                theirs.stream()
                    .flatMap(talk -> talk.history().stream())
                    .distinct()
                    .map(UUID::toString)
                    .toList());
      }
      Stream.of(talks.values().stream().filter(talk -> !expired(talk)).findAny())
          .flatMap(java.util.Optional::stream)
          .forEach(
              talk ->
                  assertThat(
                          chat.as(talk.owner())
                              .messages()
                              .listOldestFirst(talk.read().id(), PageRequest.first(1000))
                              .items())
                      .extracting(Message::id)
                      .isEqualTo(talk.history()));
    }
  }
}
