package io.lyss.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.platform.Message;
import io.lyss.secrets.KeySets;
import io.lyss.secrets.Secret;
import io.lyss.secrets.SecretCipher;
import io.lyss.secrets.SecretPlace;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import org.junit.jupiter.api.Test;

class TenLinesTest {

  @Test
  void theyRun() {
    try (ThrowawayDatabase database = ThrowawayPostgres.shared().database()) {
      assertThat(
              TenLines.run(
                  database.dataSource(),
                  database.dataSource(),
                  SecretCipher.of(KeySets.generate())
                      .encrypt(Secret.of("not a key"), SecretPlace.ofProvider(1))))
          .extracting(Message::content)
          .containsExactly("五月的天气怎么样？");
    }
  }

  @Test
  void theyAreTen() {
    assertThat(TenLines.source()).hasSize(10).allMatch(line -> line.endsWith(";"));
  }
}
