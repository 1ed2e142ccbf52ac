package io.lyss.examples.operations;

import io.lyss.dao.Ids;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.platform.ImportedMessage;
import io.lyss.dao.platform.MessageRole;
import io.lyss.dao.platform.NewConversation;
import io.lyss.dao.platform.NewMessage;
import io.lyss.dao.platform.NewProvider;
import io.lyss.dao.platform.NewUsage;
import io.lyss.dao.platform.NewUser;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.ProviderKind;
import io.lyss.dao.platform.User;
import io.lyss.dao.platform.UserRole;
import io.lyss.secrets.KeySets;
import io.lyss.secrets.ProviderKeys;
import io.lyss.secrets.Secret;
import io.lyss.secrets.SecretCipher;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Does what the application does meanwhile: users talk to models, and their usage is added up. */
final class Business {

  private static final String REASON = "a day in the life";
  private static final int USERS = 5;
  private static final int MESSAGES = 20;
  private static final BigDecimal COST = new BigDecimal("0.0024");

  private final Platform platform;
  private final List<User> users = new ArrayList<>();
  private int provider;
  private int messages;

  Business(DataSource application) {
    this.platform = Platform.over(application);
  }

  /** Creates users, and a provider that all of them may use. */
  void found() {
    User admin = create("admin", UserRole.ADMIN);
    for (int i = 1; i <= USERS; i++) {
      users.add(create("user" + i, UserRole.USER));
    }
    // a host stores its key set; this one loses it when the process ends
    ProviderKeys keys = new ProviderKeys(SecretCipher.of(KeySets.generate()));
    try (Secret key = Secret.of("not a key")) {
      provider =
          keys.create(
                  platform.asUser(admin.id()),
                  key,
                  (providers, encrypted) ->
                      providers.createOrganization(
                          NewProvider.of("shared", ProviderKind.OPENAI, encrypted)))
              .id();
    }
    platform
        .asUser(admin.id())
        .distributions()
        .distribute(provider, users.stream().map(User::id).toList());
  }

  private User create(String name, UserRole role) {
    return platform
        .asSystem(REASON)
        .users()
        .create(new NewUser(name, name + "@acme.example", PasswordHash.NONE, role));
  }

  /** Adds a week of work that ended at that time: a conversation of each user, and its usage. */
  void week(Instant end) {
    for (User user : users) {
      List<ImportedMessage> said = new ArrayList<>();
      for (int i = 0; i < MESSAGES; i++) {
        said.add(
            new ImportedMessage(
                NewMessage.of(
                    i % 2 == 0 ? MessageRole.USER : MessageRole.ASSISTANT, "Message number " + i),
                end.minus(Duration.ofMinutes(MESSAGES - i))));
      }
      platform
          .asUser(user.id())
          .conversations()
          .importMessages(NewConversation.of(provider, "Week until " + end), said);
      platform
          .asSystem(REASON)
          .usage()
          .record(List.of(NewUsage.of(user.id(), provider, 812, COST).withId(Ids.at(end))));
      messages += said.size();
    }
  }

  /** How many messages were written, as the application has counted them. */
  int messages() {
    return messages;
  }
}
