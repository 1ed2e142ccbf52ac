package io.lyss.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.KeysetHandle;
import io.lyss.dao.Ciphertext;
import io.lyss.dao.Ids;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.platform.Conversation;
import io.lyss.dao.platform.MessageRole;
import io.lyss.dao.platform.NewMessage;
import io.lyss.dao.platform.NewProvider;
import io.lyss.dao.platform.NewUser;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.ProviderKind;
import io.lyss.dao.platform.User;
import io.lyss.dao.platform.UserRole;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.user.UserService;
import io.lyss.schema.GraduatedChannel;
import io.lyss.schema.GraduatingTenant;
import io.lyss.schema.GraduationPlan;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssGraduation;
import io.lyss.schema.LyssMigrator;
import io.lyss.secrets.ChannelKeys;
import io.lyss.secrets.KeySets;
import io.lyss.secrets.ProviderKeys;
import io.lyss.secrets.Secret;
import io.lyss.secrets.SecretCipher;
import io.lyss.secrets.SecretPlace;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An organisation of one user, with a provider and a conversation, becomes a tenant. */
class GraduationSnippetsTest {

  private static final ThrowawayDatabase DATABASE = ThrowawayPostgres.shared().database();
  private static final DataSource platformOwner = DATABASE.dataSource();
  private static final Map<LyssDatabase, DataSource> services = new EnumMap<>(LyssDatabase.class);
  private static final KeysetHandle keys = KeySets.generate();
  private static final UUID tenantId = Ids.next();

  @BeforeAll
  static void migrate() {
    for (LyssDatabase database : LyssDatabase.values()) {
      LyssMigrator.of(database, platformOwner).migrate();
      if (database != LyssDatabase.PLATFORM) {
        services.put(database, platformOwner);
      }
    }
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void anOrganisationBecomesATenant() {
    Platform platform = Platform.over(platformOwner);
    User ada =
        platform
            .asSystem("sign-up")
            .users()
            .create(new NewUser("ada", "ada@acme.example", PasswordHash.NONE, UserRole.ADMIN));
    Provider mine =
        new ProviderKeys(SecretCipher.of(keys))
            .create(
                platform.asUser(ada.id()),
                Secret.of("sk-1"),
                (providers, key) ->
                    providers.createPersonal(NewProvider.of("Mine", ProviderKind.OPENAI, key)));
    Conversation talk = platform.asUser(ada.id()).conversations().open(mine.id(), "Trees");
    platform
        .asUser(ada.id())
        .messages()
        .append(talk.id(), NewMessage.of(MessageRole.USER, "Which is the oldest?"));

    SecretCipher cipher = SecretCipher.of(keys);
    LyssGraduation graduation =
        LyssGraduation.of(
                platformOwner,
                services,
                new GraduatingTenant(tenantId, "Acme", "acme", "pro", 500, 1_000_000, "EUR"))
            .channels(
                provider -> {
                  Secret key =
                      cipher.decrypt(
                          Ciphertext.of(provider.apiKey()), SecretPlace.ofProvider(provider.id()));
                  Ciphertext moved =
                      cipher.encrypt(
                          key, SecretPlace.ofChannel(provider.tenant(), provider.channel()));
                  return new GraduatedChannel("openai", moved.reveal(), List.of("gpt-5"), Map.of());
                });
    GraduationPlan plan =
        graduation.plan(); // what is copied, what has no counterpart, what is in the way
    graduation.copy(); // all of it, beside the organisation
    while (graduation.copy().changed() > 1_000) {} // what was written meanwhile
    graduation.close(); // from here on nothing is written
    graduation.finish(); // the last pass and a comparison; the tenant is open

    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.rows()).containsEntry("messages", 1L);
    Scope.TenantUser scope =
        UserService.over(platformOwner)
            .asSystem("login")
            .logins()
            .scope(tenantId, graduation.newId("user", ada.id()).orElseThrow());
    assertThat(
            ChatService.over(platformOwner)
                .asUser(scope)
                .messages()
                .search("oldest", io.lyss.dao.PageRequest.first(5))
                .items())
        .hasSize(1);
    assertThat(
            new ChannelKeys(cipher)
                .read(
                    ProviderService.over(platformOwner).asSystem("call"),
                    tenantId,
                    graduation.newId("provider", mine.id()).orElseThrow())
                .reveal())
        .isEqualTo("sk-1");
  }
}
