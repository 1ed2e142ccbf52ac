package io.lyss.dao.platform;

import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.talks.Talks;
import java.time.Duration;
import java.util.List;

/** The conversations of a user of the platform. */
record PlatformTalks(TestPlatform platform, PlatformSession session, int provider)
    implements Talks<Long> {

  /** Of a new user. */
  static PlatformTalks of(TestPlatform platform) {
    User user = platform.user();
    return new PlatformTalks(platform, platform.as(user), platform.personal(user).id());
  }

  private static Stored stored(Message message) {
    return new Stored(message.sequence(), message.content(), message.createdAt());
  }

  @Override
  public Long open() {
    return session.conversations().open(provider, "talk").id();
  }

  @Override
  public List<Stored> append(Long talk, List<Said> said) {
    return session
        .messages()
        .append(
            talk,
            said.stream()
                .map(
                    each ->
                        NewMessage.of(MessageRole.USER, each.text()).withIdempotencyKey(each.id()))
                .toList())
        .stream()
        .map(PlatformTalks::stored)
        .toList();
  }

  @Override
  public Page<Stored> oldestFirst(Long talk, PageRequest page) {
    return Talks.map(session.messages().listOldestFirst(talk, page), PlatformTalks::stored);
  }

  @Override
  public Page<Stored> newestFirst(Long talk, PageRequest page) {
    return Talks.map(session.messages().listNewestFirst(talk, page), PlatformTalks::stored);
  }

  @Override
  public Page<Long> byActivity(PageRequest page) {
    return Talks.map(session.conversations().listByActivity(page), Conversation::id);
  }

  @Override
  public void age(Long talk, Duration opened, Duration lastActive) {
    Talks.age(platform, "lyss_platform", "messages", talk, opened, lastActive);
  }
}
