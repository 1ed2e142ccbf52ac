package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Parallel;
import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.OneIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/**
 * Users see only their own rows, no matter who used the connection before and which plans it keeps.
 */
@OneIn(2)
class InterleavedScopesTest extends PlatformTest {

  private static final PageRequest PAGE = PageRequest.first(100);

  // of each of eight threads; not for some seconds, in which a busy machine makes few calls
  private static final int CALLS = 50;

  private final Seed seed = new Seed();

  private List<User> usersWithAConversationEach(int count) {
    List<User> users = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      User user = platform.user();
      long id = platform.conversation(user).id();
      platform
          .as(user)
          .messages()
          .append(id, NewMessage.of(MessageRole.USER, "the word of user number" + user.id()));
      users.add(user);
    }
    return users;
  }

  private static void seesTheirOwn(PlatformSession session, User user) {
    assertThat(session.users().list(PAGE).items()).containsExactly(user);
    List<Conversation> conversations = session.conversations().list(PAGE).items();
    assertThat(conversations).extracting(Conversation::userId).containsExactly(user.id());
    assertThat(session.messages().search("word", PAGE).items())
        .extracting(Message::content)
        .containsExactly("the word of user number" + user.id());
    assertThat(session.providers().listAvailable(PAGE).items())
        .extracting(Provider::createdBy)
        .containsExactly(user.id());
  }

  @Test
  void twoUsersWhoTakeTurnsOnOneConnectionNeverSeeEachOther() {
    List<User> users = usersWithAConversationEach(2);
    try (HikariDataSource one = platform.pool(1)) {
      for (int i = 0; i < 25; i++) {
        for (User user : users) {
          seesTheirOwn(Platform.over(one).asUser(user.id()), user);
        }
      }
      assertThat(Platform.over(one).asSystem("count").users().list(PAGE).items())
          .hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void manyUsersInManyThreadsOnFewConnectionsNeverSeeEachOther() throws Exception {
    List<User> users = usersWithAConversationEach(12);
    try (HikariDataSource few = platform.pool(3)) {
      List<Callable<Void>> threads = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        Random random = new Random(seed.random().nextLong() + thread);
        threads.add(
            () -> {
              for (int call = 0; call < CALLS; call++) {
                User user = users.get(random.nextInt(users.size()));
                PlatformSession session = Platform.over(few).asUser(user.id());
                switch (random.nextInt(3)) {
                  case 0 -> seesTheirOwn(session, user);
                  case 1 -> session.useTransaction(inner -> seesTheirOwn(inner, user));
                  default -> session.conversations().find(random.nextInt(50));
                }
              }
              return null;
            });
      }
      assertThatCode(() -> Parallel.run(threads)).as("%s", seed).doesNotThrowAnyException();
    }
  }
}
