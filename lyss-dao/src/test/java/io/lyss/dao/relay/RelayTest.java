package io.lyss.dao.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.NewConversation;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.provider.ChannelRequest;
import io.lyss.dao.provider.IssuedToken;
import io.lyss.dao.provider.Models;
import io.lyss.dao.provider.NewChannel;
import io.lyss.dao.provider.NewReservation;
import io.lyss.dao.provider.NewToken;
import io.lyss.dao.provider.ProviderSession;
import io.lyss.dao.provider.Reservation;
import io.lyss.dao.provider.Selection;
import io.lyss.dao.provider.TenantSettings;
import io.lyss.dao.provider.TokenVerification;
import io.lyss.dao.session.JobDao;
import io.lyss.dao.session.JobSetting;
import io.lyss.dao.session.JobSettings;
import io.lyss.dao.session.PersonalDataDao;
import io.lyss.dao.session.Service;
import io.lyss.dao.session.ServiceSession;
import io.lyss.dao.user.TenantStatus;
import io.lyss.dao.user.User;
import io.lyss.throwaway.OneIn;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What happens in one service is reported to the others. */
@OneIn(5)
class RelayTest extends RelayFixture {

  @Test
  void theStatusOfATenantIsReportedToAllServices() {
    UUID tenant = tenant();
    UUID other = tenant();
    relay.run();
    tenants().suspend(tenant);
    assertThat(open(tenant)).hasSize(4);
    assertThat(relay.run().failures()).isEmpty();
    assertThat(open(tenant)).isEmpty();
    tenants().restore(tenant);
    relay.run();
    assertThat(open(tenant)).hasSize(4);
    tenants().delete(tenant);
    relay.run();
    assertThat(open(tenant)).isEmpty();
    assertThat(open(other)).hasSize(4);
    assertThat(relay.run().failures()).isEmpty();
    assertThat(relay.run().handled()).isZero();
  }

  @Test
  void aUserWhoIsErasedInTheUserDatabaseIsErasedInAllServices() {
    UUID tenant = tenant();
    UUID other = tenant();
    relay.run();
    chats
        .asUser(Scope.TenantUser.of(tenant, Ids.next()))
        .conversations()
        .open(NewConversation.of("m"));
    chats
        .asUser(Scope.TenantUser.of(other, Ids.next()))
        .conversations()
        .open(NewConversation.of("m"));
    tenants().delete(tenant);
    relay.run();
    assertThat(users.asSystem("test").personalData().eraseTenant(tenant, 100).done()).isTrue();
    assertThat(relay.run().failures()).isEmpty();
    assertThat(relay.run().handled()).isZero();
    List<Service<? extends ServiceSession<?>>> all = List.of(providers, chats, memories, shared);
    for (Service<? extends ServiceSession<?>> service : all) {
      service.asSystem("test").jobs().runDue(Duration.ofSeconds(50));
      assertThat(service.asSystem("test").personalData().findErasure(tenant, tenant))
          .hasValueSatisfying(erasure -> assertThat(erasure.done()).isTrue());
      assertThat(service.asSystem("test").personalData().findErasure(other, other)).isEmpty();
    }
    assertThat(
            chats
                .asSystem("test")
                .personalData()
                .findErasure(tenant, tenant)
                .orElseThrow()
                .counts()
                .text())
        .contains("\"conversations\": 1");
    // and what they publish of it concerns nobody
    assertThat(relay.run().failures()).isEmpty();
    assertThat(open(tenant)).isEmpty();
    assertThat(open(other)).hasSize(4);
    assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(() -> tenants().restore(tenant))
        .withMessageContaining("tenant_erased");
  }

  @Test
  void theLimitOfATenantIsReportedToTheProviderServiceAndItsTimeZoneStays() {
    UUID tenant = tenant();
    ZoneId zone = ZoneId.of("Europe/Berlin");
    providers.asSystem("test").tenantSettings(tenant).set(TenantSettings.of(5, zone));
    tenants().update(tenants().get(tenant).withMaxApiCalls(7));
    relay.run();
    TenantSettings known = providers.asSystem("test").tenantSettings(tenant).find().orElseThrow();
    assertThat(known.maxApiCalls()).contains(7);
    assertThat(known.timeZone()).isEqualTo(zone.getId());
  }

  @Test
  void theTokensOfAUserWhoHasLeftAreRevokedAndNoOthers() {
    UUID tenant = tenant();
    User leaving = user(tenant);
    User staying = user(tenant);
    IssuedToken gone = providers.asUser(scope(leaving)).tokens().issue(NewToken.of("a"));
    IssuedToken kept = providers.asUser(scope(staying)).tokens().issue(NewToken.of("b"));
    users.asSystem("test").users(tenant).deactivate(leaving.id());
    relay.run();
    assertThat(outcome(gone)).isEqualTo(TokenVerification.Outcome.REVOKED);
    assertThat(outcome(kept)).isEqualTo(TokenVerification.Outcome.VALID);
    // nor is one accepted that is issued by a scope from before
    assertThat(outcome(providers.asUser(scope(leaving)).tokens().issue(NewToken.of("c"))))
        .isEqualTo(TokenVerification.Outcome.USER_NOT_ACTIVE);
  }

  /** It may take many steps, and waits for open transactions. */
  @Test
  void theTokensOfAUserAreRevokedAsSoonAsTheErasureHasBegun() {
    UUID tenant = tenant();
    User leaving = user(tenant);
    IssuedToken token = providers.asUser(scope(leaving)).tokens().issue(NewToken.of("a"));
    users
        .asSystem("open meanwhile")
        .useTransaction(
            open -> {
              open.users(tenant).get(leaving.id());
              PersonalDataDao data = users.asSystem("test").personalData();
              assertThat(data.erase(tenant, leaving.id(), 100).awaits()).isNotEmpty();

              relay.run();

              assertThat(outcome(token)).isEqualTo(TokenVerification.Outcome.REVOKED);
            });
    runJobs();
    for (Service<? extends ServiceSession<?>> service : all()) {
      assertThat(service.asSystem("test").personalData().findErasure(tenant, leaving.id()))
          .hasValueSatisfying(erasure -> assertThat(erasure.done()).isTrue());
    }
  }

  @Test
  void theTokensOfAUserAreNotAcceptedWhileTheUserIsSuspended() {
    UUID tenant = tenant();
    User ann = user(tenant);
    User bob = user(tenant);
    IssuedToken anns = providers.asUser(scope(ann)).tokens().issue(NewToken.of("a"));
    IssuedToken bobs = providers.asUser(scope(bob)).tokens().issue(NewToken.of("b"));
    users.asSystem("test").users(tenant).suspend(ann.id());
    List<Json> told = new ArrayList<>();
    Relay listening =
        relay.handler(
            (source, event) -> {
              if (event.type().equals("user.status_changed")) {
                told.add(event.payload());
              }
            });
    assertThat(listening.run().failures()).isEmpty();
    assertThat(told).hasSize(1);
    Json suspended = told.get(0);
    assertThat(outcome(anns)).isEqualTo(TokenVerification.Outcome.USER_NOT_ACTIVE);
    assertThat(outcome(bobs)).isEqualTo(TokenVerification.Outcome.VALID);
    users.asSystem("test").users(tenant).activate(ann.id());
    relay.run();
    assertThat(outcome(anns)).isEqualTo(TokenVerification.Outcome.VALID);
    // a report that arrives late changes nothing
    assertThat(providers.asSystem("test").tokens(tenant).acceptUser(ann.id(), suspended)).isFalse();
    assertThat(outcome(anns)).isEqualTo(TokenVerification.Outcome.VALID);
  }

  @Test
  void nothingIsReservedOrSelectedWithATokenOfASuspendedUser() {
    UUID tenant = tenant();
    User ann = user(tenant);
    UUID channel =
        providers
            .asSystem("test")
            .channels(tenant)
            .createForTenant(
                NewChannel.of(
                    "c",
                    providers.asSystem("test").types().get("openai").id(),
                    Ciphertext.of("aes256gcm:k2:bm9uY2Vub25jZW5vbmNlY2lwaGVydGV4dHRhZ3RhZ3RhZw=="),
                    Models.of("m")))
            .id();
    ProviderSession session = providers.asUser(scope(ann));
    ChannelRequest request =
        ChannelRequest.of("m").withToken(session.tokens().issue(NewToken.of("a")).details().id());
    session.quota().reserve(NewReservation.of(request, channel, 1));
    users.asSystem("test").users(tenant).suspend(ann.id());
    relay.run();
    assertThat(session.routing().select(request).outcome())
        .isEqualTo(Selection.Outcome.TOKEN_INVALID);
    assertThat(session.quota().reserve(NewReservation.of(request, channel, 1)).outcome())
        .isEqualTo(Reservation.Outcome.TOKEN_INVALID);
    users.asSystem("test").users(tenant).activate(ann.id());
    relay.run();
    assertThat(session.routing().select(request).outcome()).isEqualTo(Selection.Outcome.SELECTED);
    assertThat(session.quota().reserve(NewReservation.of(request, channel, 1)).outcome())
        .isEqualTo(Reservation.Outcome.RESERVED);
  }

  /** The job begins it in the user database, and the relay reports it to the others. */
  @Test
  void theJobErasesTenantsThatWereDeletedLongAgoEverywhere() {
    UUID gone = tenant();
    UUID held = tenant();
    UUID open = tenant();
    JobDao jobs = users.asSystem("test").jobs();
    jobs.set("deleted tenants", JobSettings.UNCHANGED.withKeep(Duration.ofDays(30)));
    tenants().delete(gone);
    tenants().delete(held);
    users.asSystem("test").personalData().hold(held, held, "a court asks for it");
    database.moveClock(Duration.ofDays(29));
    runJobs();
    assertThat(erased(gone)).isFalse();
    database.moveClock(Duration.ofDays(2));
    runJobs();
    assertThat(erased(gone)).isTrue();
    assertThat(erased(held)).isFalse();
    assertThat(erased(open)).isFalse();
    // nor was the erasure begun: after that the tenant could not be restored
    assertThat(users.asSystem("test").personalData().findErasure(held, held)).isEmpty();
    assertThat(tenants().restore(held).status()).isEqualTo(TenantStatus.ACTIVE);
    jobs.reset("deleted tenants", JobSetting.KEEP);
  }
}
