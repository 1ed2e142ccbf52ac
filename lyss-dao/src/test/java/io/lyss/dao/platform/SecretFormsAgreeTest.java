package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.testing.Seed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Java accepts as a hash or as ciphertext exactly what the checks of the columns accept. */
class SecretFormsAgreeTest extends PlatformTest {

  private static final int TRIES = 4000;
  private static final List<String> HASHES =
      List.of(
          "!",
          "$2b$10$abcdefghijklmnopqrstuvwxyz",
          "{bcrypt}$2a$10$abcdefghijklmnopqrst",
          "{argon2@Spring_v5.8}$argon2id$v=19$m=16384$c2FsdHNhbHQ",
          "pbkdf2_sha256$26$salt12345678$5jZkPyRz",
          "$6$" + "x".repeat(252),
          "$6$" + "x".repeat(253),
          "{noop}password-in-clear-text");
  private static final List<String> CIPHERTEXTS =
      List.of(
          "aes:" + "A".repeat(38) + "==",
          "aes-256.gcm+x:key_1.a-b:" + "a0+/".repeat(10),
          "a" + "b".repeat(31) + ":" + "A".repeat(38),
          "aes:" + "k".repeat(64) + ":" + "A".repeat(38),
          "sk-proj-" + "A".repeat(40));
  // Java and PostgreSQL might disagree on spaces, ends of lines and letters beyond ASCII.
  private static final String ODD =
      "$:{}!=+/@._- \t\n\u000B\f\r\u0085\u00A0\u1680\u2003\u2028\u202F\u3000\uFEFF\u0001\u007FaZ09éſK٣\uD83D\uDE00";

  private final Seed seed = new Seed();

  private List<String> mutants(List<String> samples) {
    Random random = seed.random();
    int[] odd = ODD.codePoints().toArray();
    List<String> mutants = new ArrayList<>(samples);
    while (mutants.size() < TRIES) {
      StringBuilder text = new StringBuilder(samples.get(random.nextInt(samples.size())));
      for (int edits = random.nextInt(3); edits >= 0; edits--) {
        int place = random.nextInt(text.length() + 1);
        switch (random.nextInt(3)) {
          case 0 -> text.insert(place, Character.toChars(odd[random.nextInt(odd.length)]));
          case 1 -> text.append(Character.toChars(odd[random.nextInt(odd.length)]));
          default -> text.delete(place, Math.min(text.length(), place + 1));
        }
      }
      // Half of a surrogate pair cannot be sent.
      if (text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
        mutants.add(text.toString());
      }
    }
    return mutants;
  }

  private List<Boolean> inDatabase(String constraint, String column, List<String> texts)
      throws SQLException {
    String check =
        platform
            .query(
                "select pg_get_expr(conbin, conrelid) from pg_constraint where conname = '%s'"
                    .formatted(constraint))
            .get(0);
    String length = column.equals("hashed_password") ? "255" : "1000000";
    String sql =
        "select %s and char_length(%s) <= %s from unnest(?) with ordinality as t (%s, n) order by n"
            .formatted(check, column, length, column);
    List<Boolean> answers = new ArrayList<>();
    try (Connection connection = platform.database().dataSource().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("text", texts.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          answers.add(rows.getBoolean(1));
        }
      }
    }
    return answers;
  }

  private static boolean takes(Consumer<String> java, String text) {
    try {
      java.accept(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void agree(List<String> texts, List<Boolean> database, Consumer<String> java) {
    assertThat(database).hasSameSizeAs(texts).contains(true, false);
    for (int i = 0; i < texts.size(); i++) {
      assertThat(takes(java, texts.get(i)))
          .as("%s, %s", texts.get(i), seed)
          .isEqualTo(database.get(i));
    }
  }

  @Test
  void javaAndTheColumnAcceptTheSamePasswordHashes() throws SQLException {
    List<String> texts = mutants(HASHES);
    agree(
        texts,
        inDatabase("users_hashed_password_check", "hashed_password", texts),
        PasswordHash::of);
  }

  @Test
  void javaAndTheColumnAcceptTheSameCiphertext() throws SQLException {
    List<String> texts = mutants(CIPHERTEXTS);
    agree(texts, inDatabase("provider_configs_api_key_check", "api_key", texts), Ciphertext::of);
  }
}
