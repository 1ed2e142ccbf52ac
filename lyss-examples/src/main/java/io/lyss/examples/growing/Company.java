package io.lyss.examples.growing;

import io.lyss.dao.PasswordHash;
import io.lyss.dao.platform.Conversation;
import io.lyss.dao.platform.ImportedMessage;
import io.lyss.dao.platform.MessageRole;
import io.lyss.dao.platform.NewConversation;
import io.lyss.dao.platform.NewMessage;
import io.lyss.dao.platform.NewProvider;
import io.lyss.dao.platform.NewUsage;
import io.lyss.dao.platform.NewUser;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.ProviderKind;
import io.lyss.dao.platform.User;
import io.lyss.dao.platform.UserRole;
import io.lyss.secrets.ProviderKeys;
import io.lyss.secrets.Secret;
import io.lyss.secrets.SecretCipher;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * An organisation with a platform database of its own.
 *
 * @param people the users who write; one has become inactive
 * @param providers shared ones, of which one has become inactive, and users' own
 * @param talk the conversation that goes on while the organisation is moved
 */
record Company(
    Platform platform,
    List<User> people,
    List<Provider> providers,
    Conversation talk,
    int messages) {

  static final String REASON = "growing";

  private static final int PEOPLE = 12;
  private static final int SHARED = 6;
  private static final int OWN = 4;
  private static final int CONVERSATIONS = 96;
  private static final int MESSAGES = 50;
  private static final BigDecimal COST = new BigDecimal("0.0024");

  static Company found(DataSource application, SecretCipher cipher) {
    Platform platform = Platform.over(application);
    ProviderKeys keys = new ProviderKeys(cipher);
    User head = user(platform, "head", UserRole.ADMIN);
    List<User> people = new ArrayList<>();
    for (int i = 1; i <= PEOPLE; i++) {
      people.add(user(platform, "person" + i, UserRole.USER));
    }
    List<Provider> providers = new ArrayList<>();
    for (int i = 0; i < SHARED; i++) {
      Provider shared = provider(platform, keys, head, "Shared " + (i + 1));
      providers.add(shared);
      platform
          .asUser(head.id())
          .distributions()
          .distribute(shared.id(), people.subList(i, PEOPLE).stream().map(User::id).toList());
    }
    for (int i = 0; i < OWN; i++) {
      providers.add(provider(platform, keys, people.get(i), "My own"));
    }
    List<Conversation> talks = new ArrayList<>();
    for (int i = 0; i < CONVERSATIONS; i++) {
      talks.add(talk(platform, people.get(i % PEOPLE), providers.get(0)));
    }
    platform
        .asUser(head.id())
        .distributions()
        .revoke(providers.get(1).id(), List.of(people.get(4).id()));
    platform.asUser(head.id()).providers().deactivate(providers.get(2).id());
    platform.asSystem(REASON).users().deactivate(people.get(5).id());
    return new Company(
        platform,
        List.copyOf(people),
        List.copyOf(providers),
        talks.get(CONVERSATIONS - 1),
        CONVERSATIONS * MESSAGES);
  }

  private static User user(Platform platform, String name, UserRole role) {
    return platform
        .asSystem(REASON)
        .users()
        .create(new NewUser(name, name + "@acme.example", PasswordHash.NONE, role));
  }

  private static Provider provider(Platform platform, ProviderKeys keys, User owner, String name) {
    try (Secret key = Secret.of("not a key: " + name)) {
      return keys.create(
          platform.asUser(owner.id()),
          key,
          (providers, encrypted) -> {
            NewProvider provider = NewProvider.of(name, ProviderKind.OPENAI, encrypted);
            return owner.role() == UserRole.ADMIN
                ? providers.createOrganization(provider)
                : providers.createPersonal(provider);
          });
    }
  }

  /** A conversation of this morning, and what it took. */
  private static Conversation talk(Platform platform, User user, Provider provider) {
    Instant begun = Instant.now().minusSeconds(MESSAGES);
    List<ImportedMessage> said = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      said.add(
          new ImportedMessage(
              NewMessage.of(
                  i % 2 == 0 ? MessageRole.USER : MessageRole.ASSISTANT,
                  i % 2 == 0 ? "上海今天的天气怎么样？ " + i : "It rains, as on each of " + i + " days"),
              begun.plusSeconds(i)));
    }
    Conversation talk =
        platform
            .asUser(user.id())
            .conversations()
            .importMessages(NewConversation.of(provider.id(), "Weather"), said);
    platform.asUser(user.id()).usage().record(NewUsage.of(talk, 812, COST));
    return talk;
  }

  /** The user whose conversation goes on. */
  int writer() {
    return talk.userId();
  }
}
