package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.session.AuditEntry;
import io.lyss.dao.session.AuditFilter;
import io.lyss.dao.testing.Expect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The audit log records who reads the key of a channel, and no person can read one. */
class KeyReadingTest extends ProviderServiceTest {

  private UUID tenant;
  private ProviderSession admin;
  private Channel channel;

  @BeforeEach
  void create() {
    tenant = Ids.next();
    admin = providers.as(TestProviders.admin(tenant));
    channel = admin.channels().createForTenant(providers.newChannel());
  }

  private List<AuditEntry> readings(AuditFilter filter) {
    return admin.audit().search(filter.withAction("read_secret"), PageRequest.first(100)).items();
  }

  private List<AuditEntry> readings() {
    return readings(AuditFilter.ALL.onResource("provider_channels", channel.id()));
  }

  private ProviderSession because(String reason) {
    return providers.service().asSystem(reason);
  }

  @Test
  void aReadingIsAnEntryForEachReason() {
    because("requests").channels(tenant).key(channel.id());
    because("requests").channels(tenant).key(channel.id());
    because("a look").channels(tenant).key(channel.id());

    assertThat(readings())
        .extracting(entry -> entry.reason().orElseThrow())
        .containsExactly("a look", "requests");
    assertThat(readings())
        .allSatisfy(entry -> assertThat(entry.source()).isEmpty())
        .allSatisfy(entry -> assertThat(entry.actorId()).isEmpty())
        .allSatisfy(entry -> assertThat(entry.tenantId()).isEqualTo(tenant));
    // nothing is read, so nothing is recorded
    Expect.notFound("channel", tenant, () -> because("x").channels(tenant).key(tenant));
    assertThat(readings(AuditFilter.ALL.onResource("provider_channels", tenant))).isEmpty();
  }

  @Test
  void aReadingIsAnEntryAgainAfterAnHour() {
    because("requests").channels(tenant).key(channel.id());
    assertThat(readings()).hasSize(1);
    providers.moveClock(Duration.ofMinutes(61));
    because("requests").channels(tenant).key(channel.id());
    assertThat(readings()).hasSize(2);
  }

  @Test
  void eachKeyThatIsReadForRotationIsAnEntry() {
    Channel other = admin.channels().createForTenant(providers.newChannel());
    because("rotation").channelKeys(tenant).listOutdated("other:", PageRequest.first(100));

    assertThat(readings(AuditFilter.ALL))
        .filteredOn(entry -> entry.reason().equals(Optional.of("rotation")))
        .extracting(entry -> entry.resourceId().orElseThrow())
        .contains(channel.id().toString(), other.id().toString());
  }

  @Test
  void noPersonReadsAKey() {
    ProviderSession person = providers.service().asAdministrator(Ids.next(), "curious");
    Expect.denied(() -> person.channels(tenant).key(channel.id()));
    Expect.denied(() -> person.channelKeys(tenant).listOutdated("other:", PageRequest.first(100)));
    for (ProviderSession session : List.of(person, because("past the functions"))) {
      assertThatThrownBy(
              () ->
                  session.withJooq(j -> j.fetch("select key from lyss_provider.provider_channels")))
          .hasStackTraceContaining("permission denied");
    }
    assertThat(readings()).isEmpty();
  }
}
