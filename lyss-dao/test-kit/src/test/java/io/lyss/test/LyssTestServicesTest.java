package io.lyss.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.chat.NewConversation;
import io.lyss.dao.provider.Channel;
import io.lyss.dao.user.UserService;
import io.lyss.schema.LyssDatabase;
import org.junit.jupiter.api.Test;

/** A host's test of several databases of tenants. */
@LyssTest({LyssDatabase.USER, LyssDatabase.PROVIDER, LyssDatabase.CHAT})
class LyssTestServicesTest {

  @Test
  void tenantsHaveUsersAndTheseHaveRows(
      LyssTestDatabase database, UserService users, ChatService chat) {
    TestTenantUser ann = database.tenant("acme").user("ann");
    TestTenantUser eve = database.tenant("evil").admin("eve");
    Channel channel = ann.personalChannel("Mine", "gpt-4o");
    ann.chat().conversations().open(NewConversation.of("Weather"));
    assertThat(ann.providers().channels().canUse(channel.id(), "gpt-4o")).isTrue();
    assertThat(eve.providers().channels().find(channel.id())).isEmpty();
    assertThat(chat.asUser(ann.scope()).conversations().list(PageRequest.first(9)).items())
        .hasSize(1);
    assertThat(chat.asUser(eve.scope()).conversations().list(PageRequest.first(9)).items())
        .isEmpty();
    assertThat(users.asUser(ann.scope()).users().get(ann.id()).email())
        .isEqualTo("ann@acme.example.org");
    assertThat(database.tenant("acme").user("ann").scope()).isEqualTo(ann.scope());
  }
}
