package io.lyss.dao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts are accepted as a hash or as ciphertext; no message repeats another text. */
class SecretFormsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!",
        "$2b$10$abcdefghijklmnopqrstuuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0",
        "$2a$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
        "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b+dWRWJTmaaJObG",
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b+dWRWJTmaaJObG",
        "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBs",
        "$pbkdf2-sha256$29000$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk",
        "{bcrypt}$2a$10$dXJ3SW6G7P50lGmMkkmwe.20cQQubK3.HZWzG3YB1tlRy.fqvM/BG",
        "{argon2@SpringSecurity_v5_8}$argon2id$v=19$m=16384,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
        "pbkdf2_sha256$260000$salt12345678$5jZkPyRzKOHB3aGmAsvbf4yBDkmvDzLDRXIyRrnNHV8=",
      })
  void aHashIsAcceptedAndNotShown(String text) {
    PasswordHash hash = PasswordHash.of(text);
    assertThat(hash.reveal()).isEqualTo(text);
    assertThat(hash).hasToString("PasswordHash[redacted]");
    assertThat(hash).isEqualTo(PasswordHash.of(text)).hasSameHashCodeAs(PasswordHash.of(text));
    assertThat(hash).isNotEqualTo(PasswordHash.of("$2b$10$" + "a".repeat(53)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2hunter2",
        "correct horse battery staple",
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "$2b$10$tooshort",
        "$2b$10$abcdefghijklmnop qrstuvwxyzABCDEFGHIJKLM",
        "$2b$10$abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM\n",
        " $2b$10$abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM",
        "{noop}hunter2hunter2hunter2hunter2",
        "$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$",
        "!!",
      })
  void aPasswordInClearIsRefusedAndNotRepeated(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PasswordHash.of(text))
        .withMessageStartingWith("This is not a password hash of at most 255 characters")
        .satisfies(e -> assertThat(e.toString()).doesNotContain(text.strip()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aes:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
        "aes256-gcm:key-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "vault:v1:8SDd3WHDOjf7mq69CyCqYjBXAiQQAVZRkFM13ok481zoCmHnSeDX9vyf7w==",
      })
  void ciphertextIsAcceptedAndNotShown(String text) {
    Ciphertext ciphertext = Ciphertext.of(text);
    assertThat(ciphertext.reveal()).isEqualTo(text);
    assertThat(ciphertext).hasToString("Ciphertext[redacted]");
    assertThat(ciphertext)
        .isEqualTo(Ciphertext.of(text))
        .hasSameHashCodeAs(Ciphertext.of(text))
        .isNotEqualTo(Ciphertext.of("x:" + "A".repeat(40)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sk-proj-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        "sk-ant-api03-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-AA",
        "AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe",
        "hf_abcdefghijklmnopqrstuvwxyzABCDEFGH",
        "Bearer sk-abcdefghijklmnopqrstuvwxyz0123456789",
        "aes:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "aes:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA===",
        "aes:AAAAAAAAAAAAAAAAAAAA_AAAAAAAAAAAAAAAAAA==",
        "AES:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
        "aes:k:k:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
        "aes:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n",
      })
  void aKeyInClearIsRefusedAndNotRepeated(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ciphertext.of(text))
        .withMessageContaining("Encrypt the key first; LYSS does not take it in clear.")
        .satisfies(e -> assertThat(e.toString()).doesNotContain(text.strip()));
  }
}
