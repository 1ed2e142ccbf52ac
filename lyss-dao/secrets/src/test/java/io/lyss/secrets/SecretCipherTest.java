package io.lyss.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.lyss.dao.Ciphertext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretCipherTest {

  private static final String CLEAR = "sk-é天气-0123456789abcdef";
  private static final SecretPlace HERE = SecretPlace.ofProvider(7);

  private final KeysetHandle keys = KeySets.generate();
  private final SecretCipher cipher = SecretCipher.of(keys);

  @Test
  void decryptsWhatItHasEncryptedAndNeverMakesTheSameTwice() {
    Ciphertext first = cipher.encrypt(Secret.of(CLEAR), HERE);
    assertThat(cipher.decrypt(first, HERE).reveal()).isEqualTo(CLEAR);
    assertThat(first.reveal()).doesNotContain("sk-").startsWith(cipher.currentPrefix());
    assertThat(cipher.encrypt(Secret.of(CLEAR), HERE)).isNotEqualTo(first);
  }

  @Test
  void opensInNoOtherPlace() {
    UUID tenant = UUID.randomUUID();
    UUID channel = UUID.randomUUID();
    List<SecretPlace> places =
        List.of(
            HERE,
            SecretPlace.ofProvider(70),
            SecretPlace.ofNewProvider(),
            SecretPlace.ofChannel(tenant, channel),
            SecretPlace.ofChannel(channel, tenant),
            SecretPlace.ofChannel(tenant, UUID.randomUUID()));
    for (SecretPlace place : places) {
      Ciphertext encrypted = cipher.encrypt(Secret.of(CLEAR), place);
      for (SecretPlace other : places) {
        if (other.equals(place)) {
          assertThat(cipher.decrypt(encrypted, other)).isEqualTo(Secret.of(CLEAR));
        } else {
          assertUnreadable(encrypted, other, "copied from another row");
        }
      }
    }
  }

  @Test
  void noBitOfACiphertextCanBeChangedAndNoByteCutOff() {
    String text = cipher.encrypt(Secret.of(CLEAR), HERE).reveal();
    int body = cipher.currentPrefix().length();
    for (int i = body; i < text.length() - 4; i++) {
      char other = text.charAt(i) == 'A' ? 'B' : 'A';
      assertUnreadable(
          Ciphertext.of(text.substring(0, i) + other + text.substring(i + 1)), HERE, "changed");
    }
    for (int length = body + 40; length < text.length(); length += 4) {
      assertUnreadable(Ciphertext.of(text.substring(0, length)), HERE, "cut off");
    }
  }

  @Test
  void aMissingKeyIsNamed() {
    Ciphertext encrypted = cipher.encrypt(Secret.of(CLEAR), HERE);
    String id = cipher.currentPrefix().split(":")[1];
    assertThatThrownBy(() -> SecretCipher.of(KeySets.generate()).decrypt(encrypted, HERE))
        .isInstanceOf(UnreadableSecretException.class)
        .hasMessageContaining("provider 7")
        .hasMessageContaining("key " + id);
  }

  @Test
  void ciphertextOfOtherLibrariesIsDistinguished() {
    assertUnreadable(
        Ciphertext.of("aes256gcm:k1:" + "A".repeat(40)), HERE, "not encrypted by this library");
  }

  @Test
  void aNewKeyDecryptsFirstAndEncryptsOnceItIsPrimary() {
    Ciphertext old = cipher.encrypt(Secret.of(CLEAR), HERE);
    KeysetHandle both = KeySets.withNewKey(keys);
    assertThat(SecretCipher.of(both).currentPrefix()).isEqualTo(cipher.currentPrefix());

    KeysetHandle turned = KeySets.withNewestPrimary(both);
    SecretCipher next = SecretCipher.of(turned);
    assertThat(next.currentPrefix()).isNotEqualTo(cipher.currentPrefix());
    assertThat(next.decrypt(old, HERE)).isEqualTo(Secret.of(CLEAR));
    Ciphertext anew = next.encrypt(Secret.of(CLEAR), HERE);
    assertThat(SecretCipher.of(both).decrypt(anew, HERE)).isEqualTo(Secret.of(CLEAR));

    SecretCipher last = SecretCipher.of(KeySets.withPrimaryOnly(turned));
    assertThat(last.decrypt(anew, HERE)).isEqualTo(Secret.of(CLEAR));
    assertUnreadable(last, old, HERE, "the key set has");
  }

  @Test
  void keySetsAreKeptAsJson(@TempDir Path folder) throws Exception {
    Ciphertext encrypted = cipher.encrypt(Secret.of(CLEAR), HERE);
    String json = KeySets.toJson(keys);
    assertThat(SecretCipher.of(KeySets.fromJson(json)).decrypt(encrypted, HERE))
        .isEqualTo(Secret.of(CLEAR));
    Path file = Files.writeString(folder.resolve("keys.json"), json);
    assertThat(SecretCipher.of(KeySets.fromFile(file)).decrypt(encrypted, HERE))
        .isEqualTo(Secret.of(CLEAR));

    String broken = json.substring(0, json.length() / 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeySets.fromJson(broken))
        .withMessageContaining("not a key set")
        .withNoCause()
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("typeUrl"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeySets.fromEnvironment("LYSS_NO_SUCH_VARIABLE"))
        .withMessageContaining("LYSS_NO_SUCH_VARIABLE is not set");
  }

  @Test
  void onlyKeysOfAes256GcmAreAccepted() throws Exception {
    KeysetHandle short128 = KeysetHandle.generateNew(PredefinedAeadParameters.AES128_GCM);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretCipher.of(short128))
        .withMessageContaining("AES-256-GCM");
  }

  @Test
  void aSecretIsNotShownAndCanBeWiped() {
    byte[] given = CLEAR.getBytes(StandardCharsets.UTF_8);
    Secret secret = Secret.ofUtf8(given);
    byte[] held = secret.utf8();
    assertThat(secret).hasToString("Secret[redacted]").isEqualTo(Secret.of(CLEAR));
    assertThat(List.of(secret, HERE).toString()).doesNotContain("sk-");
    secret.close();
    secret.close();
    assertThat(held).containsOnly(0);
    assertThat(given).isEqualTo(CLEAR.getBytes(StandardCharsets.UTF_8));
    assertThatIllegalStateException().isThrownBy(secret::reveal).withMessageContaining("wiped");
    assertThatIllegalStateException().isThrownBy(() -> cipher.encrypt(secret, HERE));
    assertThatIllegalArgumentException().isThrownBy(() -> Secret.of(""));
  }

  private void assertUnreadable(Ciphertext encrypted, SecretPlace place, String why) {
    assertUnreadable(cipher, encrypted, place, why);
  }

  private static void assertUnreadable(
      SecretCipher cipher, Ciphertext encrypted, SecretPlace place, String why) {
    String body = encrypted.reveal().substring(encrypted.reveal().lastIndexOf(':') + 1);
    assertThatThrownBy(() -> cipher.decrypt(encrypted, place))
        .isInstanceOf(UnreadableSecretException.class)
        .hasMessageContaining(place.toString())
        .hasMessageContaining(why)
        .hasNoCause()
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(body).doesNotContain("sk-"));
  }
}
