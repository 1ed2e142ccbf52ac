package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.testing.Parallel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A channel that fails gets no requests, then one that tries it, and is opened by its success. */
class ChannelHealthTest extends ProviderServiceTest {

  private static final ChannelRequest REQUEST = ChannelRequest.of("m");

  private ProviderSession user;
  private UUID tenant;
  private Channel channel;

  @BeforeEach
  void create() {
    tenant = Ids.next();
    user = providers.as(TestProviders.user(tenant));
    channel = providers.channel(tenant, providers.newChannel("m"));
  }

  private Channel now() {
    return user.channels().get(channel.id());
  }

  // By the server's clock, as retry_at.
  private Duration pause() {
    Instant at =
        Instant.parse(
            providers
                .query(
                    "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
                .get(0));
    return Duration.between(at, now().retryAt().orElseThrow());
  }

  @Test
  void aFailureClosesAChannelAndTheSuccessOfAProbeOpensIt() {
    assertThat(user.routing().reportSuccess(channel.id())).isFalse();
    assertThat(user.routing().reportFailure(channel.id())).isTrue();
    assertThat(now().status()).isEqualTo(ChannelStatus.ERROR);
    assertThat(now().failures()).isOne();
    assertThat(user.routing().select(REQUEST).outcome()).isEqualTo(Selection.Outcome.COOLING);
    // requests that were already running change nothing
    assertThat(user.routing().reportFailure(channel.id())).isFalse();
    assertThat(user.routing().reportSuccess(channel.id())).isFalse();
    assertThat(now().failures()).isOne();
    providers.coolDown(channel);
    assertThat(user.routing().select(REQUEST).channel().orElseThrow().probe()).isTrue();
    assertThat(user.routing().select(REQUEST).outcome()).isEqualTo(Selection.Outcome.COOLING);
    assertThat(user.channels().canUse(channel.id())).isFalse();
    assertThat(user.routing().reportSuccess(channel.id())).isTrue();
    assertThat(now().status()).isEqualTo(ChannelStatus.ENABLED);
    assertThat(now().failures()).isZero();
    assertThat(user.routing().select(REQUEST).channel().orElseThrow().probe()).isFalse();
    assertThat(providers.events("channel:" + channel.id()))
        .containsExactly("channel.failed", "channel.recovered");
  }

  @Test
  void eachFailureOfAProbeDoublesThePause() {
    for (int seconds : new int[] {30, 60, 120, 240, 480, 600, 600}) {
      assertThat(user.routing().reportFailure(channel.id())).isTrue();
      assertThat(pause())
          .isGreaterThan(Duration.ofSeconds(seconds - 10))
          .isLessThanOrEqualTo(Duration.ofSeconds(seconds));
      providers.coolDown(channel);
      assertThat(user.routing().select(REQUEST).channel().orElseThrow().probe()).isTrue();
    }
    assertThat(providers.events("channel:" + channel.id())).containsExactly("channel.failed");
  }

  @Test
  void aProbeThatNeverReportsMakesWayForAnother() {
    user.routing().reportFailure(channel.id());
    providers.coolDown(channel);
    assertThat(user.routing().select(REQUEST).channel()).isPresent();
    assertThat(user.routing().select(REQUEST).channel()).isEmpty();
    providers.coolDown(channel);
    assertThat(user.routing().select(REQUEST).channel().orElseThrow().probe()).isTrue();
  }

  @Test
  void ofManyConcurrentRequestsExactlyOneProbesAChannel() throws Exception {
    Channel second = providers.channel(tenant, providers.newChannel("m"));
    for (int round = 0; round < 10; round++) {
      for (Channel failing : List.of(channel, second)) {
        user.routing().reportFailure(failing.id());
        providers.coolDown(failing);
      }
      List<Selection> selections =
          Parallel.run(Collections.nCopies(8, () -> user.routing().select(REQUEST)));
      List<UUID> probed = new ArrayList<>();
      for (Selection selection : selections) {
        selection.channel().ifPresent(chosen -> probed.add(chosen.channelId()));
      }
      assertThat(probed).containsExactlyInAnyOrder(channel.id(), second.id());
      providers.coolDown(channel);
      providers.coolDown(second);
    }
  }

  @Test
  void settingTheStatusResetsTheFailures() {
    ChannelDao system = providers.system().channels(tenant);
    user.routing().reportFailure(channel.id());
    assertThat(system.enable(channel.id()).failures()).isZero();
    assertThat(user.routing().select(REQUEST).channel()).isPresent();
    user.routing().reportFailure(channel.id());
    assertThat(system.disable(channel.id()).retryAt()).isEmpty();
    // reports do not enable what is disabled
    assertThat(user.routing().reportFailure(channel.id())).isFalse();
    assertThat(user.routing().reportSuccess(channel.id())).isFalse();
    assertThat(now().status()).isEqualTo(ChannelStatus.DISABLED);
  }

  @Test
  void systemWorkMayReportToo() {
    assertThat(providers.system().routing(tenant).reportFailure(channel.id())).isTrue();
    providers.coolDown(channel);
    assertThat(providers.system().routing(tenant).reportSuccess(channel.id())).isTrue();
    assertThat(providers.system().routing(tenant).reportFailure(Ids.next())).isFalse();
  }
}
