package io.lyss.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** A host's test with Spring. */
@SpringJUnitConfig(LyssSpringTestTest.Host.class)
@LyssSpringTest({LyssDatabase.PLATFORM, LyssDatabase.CHAT})
class LyssSpringTestTest {

  @Configuration
  static class Host {}

  @Autowired private LyssTestDatabase database;

  @Value("${spring.datasource.url}|${spring.datasource.username}|${lyss.databases.chat.at-start}")
  private String settings;

  @Value("${lyss.test.owner.username}")
  private String owner;

  @Test
  void theContextKnowsItsDatabase() {
    assertThat(settings)
        .isEqualTo(database.jdbcUrl() + "|" + database.application().username() + "|nothing");
    assertThat(owner).isEqualTo(database.owner().username());
    assertThat(database.organisation().user("ann").id()).isPositive();
    assertThat(database.databases())
        .containsExactlyInAnyOrder(LyssDatabase.PLATFORM, LyssDatabase.CHAT);
  }
}
