package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.testing.Parallel;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

  /** The longest pause. */
  private void coolDown() {
    providers.moveClock(Duration.ofMinutes(10));
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
    coolDown();
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
    Instant failed = Instant.parse("2901-01-01T00:00:00Z");
    for (int seconds : new int[] {30, 60, 120, 240, 480, 600, 600}) {
      providers.stopClock(failed);
      assertThat(user.routing().reportFailure(channel.id())).isTrue();
      Instant retry = failed.plusSeconds(seconds);
      assertThat(now().retryAt()).contains(retry);
      providers.stopClock(retry.minus(1, ChronoUnit.MICROS));
      assertThat(user.routing().select(REQUEST).outcome()).isEqualTo(Selection.Outcome.COOLING);
      providers.stopClock(retry);
      assertThat(user.routing().select(REQUEST).channel().orElseThrow().probe()).isTrue();
      failed = retry;
    }
    assertThat(providers.events("channel:" + channel.id())).containsExactly("channel.failed");
  }

  @Test
  void aProbeThatNeverReportsMakesWayForAnother() {
    user.routing().reportFailure(channel.id());
    coolDown();
    assertThat(user.routing().select(REQUEST).channel()).isPresent();
    assertThat(user.routing().select(REQUEST).channel()).isEmpty();
    coolDown();
    assertThat(user.routing().select(REQUEST).channel().orElseThrow().probe()).isTrue();
  }

  @Test
  void ofManyConcurrentRequestsExactlyOneProbesAChannel() throws Exception {
    Channel second = providers.channel(tenant, providers.newChannel("m"));
    for (int round = 0; round < 10; round++) {
      for (Channel failing : List.of(channel, second)) {
        user.routing().reportFailure(failing.id());
      }
      coolDown();
      List<Selection> selections =
          Parallel.run(Collections.nCopies(8, () -> user.routing().select(REQUEST)));
      List<UUID> probed = new ArrayList<>();
      for (Selection selection : selections) {
        selection.channel().ifPresent(chosen -> probed.add(chosen.channelId()));
      }
      assertThat(probed).containsExactlyInAnyOrder(channel.id(), second.id());
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
    coolDown();
    assertThat(providers.system().routing(tenant).reportSuccess(channel.id())).isTrue();
    assertThat(providers.system().routing(tenant).reportFailure(Ids.next())).isFalse();
  }
}
