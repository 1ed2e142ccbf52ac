package io.lyss.examples.quickstart;

import io.lyss.dao.platform.Conversation;
import io.lyss.dao.platform.NewProvider;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.ProviderDao;
import io.lyss.dao.platform.ProviderKind;
import io.lyss.dao.platform.User;
import io.lyss.dao.platform.UserRole;
import io.lyss.examples.quickstart.Report.Progress;
import io.lyss.secrets.KeySets;
import io.lyss.secrets.ProviderKeys;
import io.lyss.secrets.Secret;
import io.lyss.secrets.SecretCipher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * Loads an organisation as a host would: through the DAO, each row in the scope of the user who
 * creates it. It is the same organisation each time, except for the keys of its providers.
 */
final class OrganizationLoader {

  static final String REASON = "quickstart";

  private static final int ADMINS = 5;
  private static final int USERS = 295;
  private static final int PERSONAL_PROVIDERS = 150;
  private static final int RECEIVERS = 75;
  private static final int CONVERSATIONS = 2000;

  private final Platform platform;
  private final Progress progress;
  private final Random random = new Random(20_26);
  private final Talk talk = new Talk(random);
  private final ProviderKeys keys = new ProviderKeys(SecretCipher.of(KeySets.generate()));

  OrganizationLoader(Platform platform, Progress progress) {
    this.platform = platform;
    this.progress = progress;
  }

  Organization load() {
    List<User> people = people();
    List<User> admins = people.subList(0, ADMINS);
    List<User> users = people.subList(ADMINS, people.size());
    progress.tick();
    List<Provider> shared = shared(admins);
    List<Provider> personal = personal(users);
    progress.tick();
    int distributions = distribute(shared, users);
    progress.tick();
    List<Conversation> conversations = new ArrayList<>();
    int messages = converse(users, conversations);
    // A revoked distribution and an inactive provider, which are explained later; their
    // conversations remain.
    manager(shared.get(0)).distributions().revoke(shared.get(0).id(), List.of(users.get(0).id()));
    manager(shared.get(1)).providers().deactivate(shared.get(1).id());
    int usage = new UsageLoader(platform, random).load(conversations);
    progress.tick();
    return new Organization(
        admins, users, shared, personal, conversations, distributions, messages, usage);
  }

  private List<User> people() {
    List<String> names = Names.people(ADMINS + USERS, random);
    return platform
        .asSystem(REASON)
        .inTransaction(
            system -> {
              List<User> people = new ArrayList<>();
              for (String name : names) {
                UserRole role = people.size() < ADMINS ? UserRole.ADMIN : UserRole.USER;
                people.add(system.users().create(Names.user(name, role)));
              }
              return people;
            });
  }

  private List<Provider> shared(List<User> admins) {
    List<Provider> shared = new ArrayList<>();
    for (String name : Names.shared()) {
      User admin = admins.get(shared.size() % admins.size());
      shared.add(
          create(admin, name, (providers, provider) -> providers.createOrganization(provider)));
    }
    return shared;
  }

  private List<Provider> personal(List<User> users) {
    return users.stream()
        .limit(PERSONAL_PROVIDERS)
        .map(
            user ->
                create(user, "My own", (providers, provider) -> providers.createPersonal(provider)))
        .toList();
  }

  private Provider create(
      User user, String name, BiFunction<ProviderDao, NewProvider, Provider> creation) {
    ProviderKind[] kinds = ProviderKind.values();
    ProviderKind kind = kinds[random.nextInt(kinds.length)];
    try (Secret key = Secret.of("not a key: " + name)) {
      return keys.create(
          platform.asUser(user.id()),
          key,
          (providers, encrypted) ->
              creation.apply(providers, NewProvider.of(name, kind, encrypted)));
    }
  }

  private int distribute(List<Provider> shared, List<User> users) {
    int distributions = 0;
    for (Provider provider : shared) {
      List<User> receivers = new ArrayList<>(users);
      Collections.shuffle(receivers, random);
      // The first two are distributed to everybody, so that everybody has a provider to use.
      int count = provider.id() <= shared.get(1).id() ? users.size() : RECEIVERS;
      distributions +=
          manager(provider)
              .distributions()
              .distribute(provider.id(), receivers.stream().limit(count).map(User::id).toList())
              .size();
    }
    return distributions;
  }

  private PlatformSession manager(Provider provider) {
    return platform.asUser(provider.createdBy());
  }

  private int converse(List<User> users, List<Conversation> conversations) {
    int messages = 0;
    for (int place = 0; place < users.size(); place++) {
      int until = CONVERSATIONS * (place + 1) / users.size();
      messages += converse(users.get(place), until - conversations.size(), conversations);
      if (place % 10 == 0) {
        progress.tick();
      }
    }
    return messages;
  }

  /** All conversations of a user in one transaction: one commit instead of many. */
  private int converse(User user, int count, List<Conversation> conversations) {
    return platform
        .asUser(user.id())
        .inTransaction(
            session -> {
              List<Provider> usable = Usable.by(session);
              int messages = 0;
              for (int i = 0; i < count; i++) {
                Talk.Script script = talk.next();
                Provider provider = usable.get(random.nextInt(usable.size()));
                Conversation conversation =
                    session.conversations().open(provider.id(), script.title());
                messages += session.messages().append(conversation.id(), script.messages()).size();
                conversations.add(conversation);
              }
              return messages;
            });
  }
}
