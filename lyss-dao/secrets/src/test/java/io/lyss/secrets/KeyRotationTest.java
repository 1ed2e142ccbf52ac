package io.lyss.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.KeysetHandle;
import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.platform.NewProvider;
import io.lyss.dao.platform.NewUser;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.ProviderKind;
import io.lyss.dao.platform.UserRole;
import io.lyss.dao.provider.ChannelKey;
import io.lyss.dao.provider.Models;
import io.lyss.dao.provider.NewChannel;
import io.lyss.dao.provider.ProviderSession;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Keys in the two databases that have them, encrypted and encrypted anew. */
class KeyRotationTest {

  private static final int CHANNELS = 130;
  private static final TestDatabases DATABASES = new TestDatabases();

  private final KeysetHandle old = KeySets.generate();
  private final KeysetHandle turned = KeySets.withNewestPrimary(KeySets.withNewKey(old));
  private final SecretCipher before = SecretCipher.of(old);
  private final SecretCipher after = SecretCipher.of(turned);
  private final PlatformSession platform = DATABASES.platform().asSystem("test");
  private final ProviderSession providers = DATABASES.providers().asSystem("test");

  @AfterAll
  static void close() {
    DATABASES.close();
  }

  @Test
  void aProvidersKeyIsReadBySystemWorkOnlyAndIsBoundToItsProvider() {
    PlatformSession ann = user("ann");
    ProviderKeys keys = new ProviderKeys(before);
    Provider mine = create(keys, ann, "mine", "sk-1");
    Provider other = create(keys, ann, "other", "sk-2");
    assertThat(keys.read(platform, mine.id()).reveal()).isEqualTo("sk-1");
    assertThatThrownBy(() -> keys.read(ann, mine.id())).isInstanceOf(ScopeDeniedException.class);

    platform.providers().setApiKey(other.id(), platform.providers().apiKey(mine.id()));
    assertThatThrownBy(() -> keys.read(platform, other.id()))
        .isInstanceOf(UnreadableSecretException.class)
        .hasMessageContaining("provider " + other.id());

    keys.set(ann, other.id(), Secret.of("sk-3"));
    assertThat(keys.read(platform, other.id()).reveal()).isEqualTo("sk-3");
  }

  @Test
  void aProviderIsNotCreatedWithoutItsKey() {
    PlatformSession ben = user("ben");
    ProviderKeys keys = new ProviderKeys(before);
    create(keys, ben, "twice", "sk-1");
    assertThatThrownBy(() -> create(keys, ben, "twice", "sk-2"))
        .isInstanceOf(ConflictException.class);
    Secret wiped = Secret.of("sk-3");
    wiped.close();
    assertThatThrownBy(() -> create(keys, ben, "no", wiped))
        .isInstanceOf(IllegalStateException.class);
    assertThat(ben.providers().list(PageRequest.first(10)).items()).hasSize(1);
  }

  @Test
  void theKeysOfProvidersAreEncryptedAnew() {
    PlatformSession cat = user("cat");
    ProviderKeys keys = new ProviderKeys(before);
    Map<Integer, String> clear = new TreeMap<>();
    for (int i = 0; i < 5; i++) {
      clear.put(create(keys, cat, "p" + i, "sk-" + i).id(), "sk-" + i);
    }
    KeyRotation.Progress progress =
        new KeyRotation(after).ofProviders(platform, each -> assertThat(each.finished()).isTrue());
    assertThat(progress.encrypted()).isGreaterThanOrEqualTo(5);
    ProviderKeys last = new ProviderKeys(SecretCipher.of(KeySets.withPrimaryOnly(turned)));
    clear.forEach((id, key) -> assertThat(last.read(platform, id).reveal()).isEqualTo(key));
    assertThat(new KeyRotation(after).ofProviders(platform, each -> {}).encrypted()).isZero();
    assertThatThrownBy(() -> new KeyRotation(after).ofProviders(cat, each -> {}))
        .isInstanceOf(ScopeDeniedException.class);
  }

  @Test
  void aRotationInterruptedAnywhereGoesOnAndNeverLeavesARowUnreadable() {
    UUID tenant = Ids.next();
    Map<UUID, String> clear = channels(tenant);
    ChannelKeys keys = new ChannelKeys(after);
    int runs = 0;
    KeyRotation.Progress progress;
    do {
      progress =
          new KeyRotation(after)
              .ofChannels(providers, tenant, each -> Thread.currentThread().interrupt());
      runs++;
      Thread.interrupted();
      clear.forEach(
          (id, key) -> assertThat(keys.read(providers, tenant, id).reveal()).isEqualTo(key));
    } while (!progress.isComplete());
    assertThat(runs).isEqualTo(2);
    ChannelKeys last = new ChannelKeys(SecretCipher.of(KeySets.withPrimaryOnly(turned)));
    clear.forEach(
        (id, key) -> assertThat(last.read(providers, tenant, id).reveal()).isEqualTo(key));
    assertThatThrownBy(() -> keys.read(providers, Ids.next(), clear.keySet().iterator().next()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aKeyThatIsReplacedMeanwhileIsNotOverwritten() {
    UUID tenant = Ids.next();
    UUID id = channel(tenant, "sk-old");
    ChannelKey read =
        providers.channelKeys(tenant).listOutdated("none:", PageRequest.first(1)).items().get(0);
    ChannelKeys keys = new ChannelKeys(after);
    keys.set(providers, tenant, id, Secret.of("sk-new"));
    assertThat(
            providers
                .channelKeys(tenant)
                .replace(
                    read, before.encrypt(Secret.of("sk-old"), SecretPlace.ofChannel(tenant, id))))
        .isFalse();
    assertThat(keys.read(providers, tenant, id).reveal()).isEqualTo("sk-new");
  }

  @Test
  void rowsThatCannotBeReadAreNamedAndStayAndTheOthersGoOn() {
    UUID tenant = Ids.next();
    UUID good = channel(tenant, "sk-good");
    UUID lost = channel(tenant, "sk-lost");
    SecretCipher foreign = SecretCipher.of(KeySets.generate());
    new ChannelKeys(foreign).set(providers, tenant, lost, Secret.of("sk-lost"));
    AtomicInteger told = new AtomicInteger();
    KeyRotation.Progress progress =
        new KeyRotation(after).ofChannels(providers, tenant, each -> told.incrementAndGet());
    assertThat(told).hasValue(1);
    assertThat(progress.finished()).isTrue();
    assertThat(progress.isComplete()).isFalse();
    assertThat(progress.unreadable())
        .singleElement()
        .satisfies(e -> assertThat(e).hasMessageContaining(lost.toString()));
    assertThat(new ChannelKeys(after).read(providers, tenant, good).reveal()).isEqualTo("sk-good");
    assertThat(new ChannelKeys(foreign).read(providers, tenant, lost).reveal())
        .isEqualTo("sk-lost");
  }

  private Map<UUID, String> channels(UUID tenant) {
    Map<UUID, String> clear = new TreeMap<>();
    for (int i = 0; i < CHANNELS; i++) {
      clear.put(channel(tenant, "sk-" + i), "sk-" + i);
    }
    return clear;
  }

  private UUID channel(UUID tenant, String key) {
    NewChannel channel =
        new ChannelKeys(before)
            .newChannel(
                tenant,
                "Channel " + Ids.next(),
                providers.types().get("openai").id(),
                Secret.of(key),
                Models.of("m"));
    return providers.channels(tenant).createForTenant(channel).id();
  }

  private static Provider create(ProviderKeys keys, PlatformSession me, String name, String key) {
    return create(keys, me, name, Secret.of(key));
  }

  private static Provider create(ProviderKeys keys, PlatformSession me, String name, Secret key) {
    return keys.create(
        me,
        key,
        (all, encrypted) ->
            all.createPersonal(NewProvider.of(name, ProviderKind.OPENAI, encrypted)));
  }

  private PlatformSession user(String name) {
    PasswordHash hash =
        PasswordHash.of("$2b$10$abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0");
    NewUser user = new NewUser(name, name + "@lyss.test", hash, UserRole.USER);
    return DATABASES.platform().asUser(platform.users().create(user).id());
  }
}
