package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Parallel;
import io.lyss.throwaway.OneIn;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What fails gets no requests, then one that tries it, and is opened by its success. */
@OneIn(3)
class ChannelHealthTest extends ProviderServiceTest {

  private static final ChannelRequest REQUEST = ChannelRequest.of("m");
  private static final ChannelRequest OTHER_MODEL = ChannelRequest.of("n");
  private static final Instant START = Instant.parse("2901-01-01T00:00:00Z");

  private ProviderSession user;
  private RoutingDao routing;
  private UUID tenant;
  private Channel channel;

  @BeforeEach
  void create() {
    tenant = Ids.next();
    user = providers.as(TestProviders.user(tenant));
    routing = user.routing();
    channel = providers.channel(tenant, providers.newChannel("m", "n"));
  }

  private Channel now() {
    return user.channels().get(channel.id());
  }

  private Attempt attempt(ChannelRequest request) {
    return routing.select(request).channel().orElseThrow().attempt();
  }

  private Selection.Outcome outcome(ChannelRequest request) {
    return routing.select(request).outcome();
  }

  private boolean probes(ChannelRequest request) {
    return routing.select(request).channel().orElseThrow().probe();
  }

  /** The longest pause. */
  private void coolDown() {
    providers.moveClock(Duration.ofMinutes(10));
  }

  @Test
  void aFailureClosesAChannelAndTheSuccessOfAProbeOpensIt() {
    Attempt first = attempt(REQUEST);
    Attempt second = attempt(REQUEST);
    assertThat(routing.reportSuccess(first)).isFalse();
    assertThat(routing.reportFailure(first, ChannelFailure.ofChannel())).isTrue();
    assertThat(now().status()).isEqualTo(ChannelStatus.ERROR);
    assertThat(now().failures()).isOne();
    assertThat(outcome(REQUEST)).isEqualTo(Selection.Outcome.COOLING);
    assertThat(outcome(OTHER_MODEL)).isEqualTo(Selection.Outcome.COOLING);
    // requests that were already running change nothing
    assertThat(routing.reportFailure(second, ChannelFailure.ofChannel())).isFalse();
    assertThat(routing.reportSuccess(second)).isFalse();
    assertThat(now().failures()).isOne();
    coolDown();
    SelectedChannel probe = routing.select(REQUEST).channel().orElseThrow();
    assertThat(probe.probe()).isTrue();
    assertThat(outcome(REQUEST)).isEqualTo(Selection.Outcome.COOLING);
    assertThat(outcome(OTHER_MODEL)).isEqualTo(Selection.Outcome.COOLING);
    assertThat(user.channels().canUse(channel.id(), "m")).isFalse();
    assertThat(routing.reportSuccess(probe.attempt())).isTrue();
    assertThat(now().status()).isEqualTo(ChannelStatus.ENABLED);
    assertThat(now().failures()).isZero();
    assertThat(probes(REQUEST)).isFalse();
    assertThat(events())
        .containsExactly("channel.failed {\"model\": null}", "channel.recovered {\"model\": null}");
  }

  private List<String> events() {
    return providers.query(
        "select type || ' ' || payload from lyss_provider.outbox_events"
            + " where key = 'channel:%s' order by position".formatted(channel.id()));
  }

  @Test
  void oneModelsFailureClosesTheChannelForThatModelAlone() {
    Attempt failing = attempt(REQUEST);
    Attempt working = attempt(OTHER_MODEL);
    assertThat(routing.reportFailure(failing, ChannelFailure.ofModel())).isTrue();
    assertThat(outcome(REQUEST)).isEqualTo(Selection.Outcome.COOLING);
    assertThat(probes(OTHER_MODEL)).isFalse();
    assertThat(routing.reportSuccess(working)).isFalse();
    assertThat(now().status()).isEqualTo(ChannelStatus.ENABLED);
    ChannelAccess access = user.channels().explainAccess(channel.id(), "m");
    assertThat(access.reason()).isEqualTo(ChannelAccess.Reason.COOLING);
    assertThat(access.retryAt()).isEqualTo(routing.select(REQUEST).retryAt()).isPresent();
    assertThat(user.channels().canUse(channel.id(), "n")).isTrue();
    coolDown();
    Attempt probe = attempt(REQUEST);
    assertThat(outcome(REQUEST)).isEqualTo(Selection.Outcome.COOLING);
    assertThat(routing.reportSuccess(probe)).isTrue();
    assertThat(probes(REQUEST)).isFalse();
    assertThat(events())
        .containsExactly(
            "channel.failed {\"model\": \"m\"}", "channel.recovered {\"model\": \"m\"}");
  }

  @Test
  void eachFailureOfAProbeDoublesThePause() {
    Instant failed = START;
    for (int seconds : new int[] {30, 60, 120, 240, 480, 600, 600}) {
      providers.stopClock(failed);
      assertThat(routing.reportFailure(attempt(REQUEST), ChannelFailure.ofChannel())).isTrue();
      Instant retry = failed.plusSeconds(seconds);
      assertThat(now().retryAt()).contains(retry);
      providers.stopClock(retry.minus(1, ChronoUnit.MICROS));
      assertThat(outcome(REQUEST)).isEqualTo(Selection.Outcome.COOLING);
      failed = retry;
    }
    assertThat(providers.events("channel:" + channel.id())).containsExactly("channel.failed");
  }

  @Test
  void theSuccessOfARequestFromBeforeTheFailureDoesNotReopenWhileTheTrialIsUnderWay() {
    Attempt old = attempt(REQUEST);
    routing.reportFailure(attempt(REQUEST), ChannelFailure.ofChannel());
    coolDown();
    Attempt probe = attempt(REQUEST);
    assertThat(routing.reportSuccess(old)).isFalse();
    assertThat(outcome(REQUEST)).isEqualTo(Selection.Outcome.COOLING);
    assertThat(routing.reportFailure(old, ChannelFailure.ofChannel())).isFalse();
    assertThat(now().failures()).isOne();
    assertThat(routing.reportSuccess(probe)).isTrue();
    // nor does it close what works again
    assertThat(routing.reportFailure(old, ChannelFailure.ofChannel())).isFalse();
    assertThat(routing.reportFailure(old, ChannelFailure.ofModel())).isFalse();
    assertThat(probes(REQUEST)).isFalse();
  }

  @Test
  void aProbeThatNeverReportsMakesWayForAnother() {
    routing.reportFailure(attempt(REQUEST), ChannelFailure.ofChannel());
    coolDown();
    Attempt lost = attempt(REQUEST);
    assertThat(routing.select(REQUEST).channel()).isEmpty();
    coolDown();
    Attempt next = attempt(REQUEST);
    assertThat(routing.reportSuccess(lost)).isFalse();
    assertThat(routing.reportFailure(lost, ChannelFailure.ofChannel())).isFalse();
    assertThat(routing.reportFailure(next, ChannelFailure.ofChannel())).isTrue();
    assertThat(now().failures()).isEqualTo(2);
    coolDown();
    Attempt late = attempt(REQUEST);
    coolDown();
    // its time is over, but no other has taken its place
    assertThat(routing.reportSuccess(late)).isTrue();
  }

  @Test
  void aTrialOfTheChannelThatFailsByItsModelLeavesTheChannelToTheNextRequest() {
    providers.stopClock(START);
    routing.reportFailure(attempt(REQUEST), ChannelFailure.ofChannel());
    providers.stopClock(START.plusSeconds(30));
    assertThat(routing.reportFailure(attempt(REQUEST), ChannelFailure.ofModel())).isTrue();
    assertThat(now().failures()).isOne();
    assertThat(outcome(REQUEST)).isEqualTo(Selection.Outcome.COOLING);
    SelectedChannel next = routing.select(OTHER_MODEL).channel().orElseThrow();
    assertThat(next.probe()).isTrue();
    assertThat(routing.reportSuccess(next.attempt())).isTrue();
    assertThat(now().status()).isEqualTo(ChannelStatus.ENABLED);
    assertThat(outcome(REQUEST)).isEqualTo(Selection.Outcome.COOLING);
  }

  @Test
  void theLongerOfPauseAndRetryAfterCountsUpToAnHour() {
    providers.stopClock(START);
    Attempt first = attempt(REQUEST);
    Attempt second = attempt(REQUEST);
    Attempt third = attempt(REQUEST);
    assertThat(routing.reportFailure(first, after(Duration.ofSeconds(10)))).isTrue();
    assertThat(now().retryAt()).contains(START.plusSeconds(30));
    // of late reports too, though they count no failure; and never the shorter
    assertThat(routing.reportFailure(second, after(Duration.ofMinutes(5)))).isFalse();
    assertThat(now().retryAt()).contains(START.plusSeconds(300));
    assertThat(routing.reportFailure(third, after(Duration.ofMinutes(1)))).isFalse();
    assertThat(now().retryAt()).contains(START.plusSeconds(300));
    assertThat(now().failures()).isOne();
    Instant trial = START.plusSeconds(300);
    providers.stopClock(trial);
    Attempt probe = attempt(REQUEST);
    // while the channel is tried, only the trial counts
    routing.reportFailure(third, after(Duration.ofHours(1)));
    assertThat(now().retryAt()).contains(trial.plusSeconds(60));
    assertThat(routing.reportFailure(probe, after(Duration.ofDays(2)))).isTrue();
    assertThat(now().retryAt()).contains(trial.plusSeconds(3600));
    Expect.refused("", () -> routing.reportFailure(probe, after(Duration.ofSeconds(-1))));
  }

  private static ChannelFailure after(Duration asked) {
    return ChannelFailure.ofChannel().withRetryAfter(asked);
  }

  @Test
  void exactlyOneOfManyConcurrentRequestsProbesAChannel() throws Exception {
    Channel second = providers.channel(tenant, providers.newChannel("m"));
    for (int round = 0; round < 10; round++) {
      for (Channel failing : List.of(channel, second)) {
        providers.system().channels(tenant).enable(failing.id());
        providers.fail(failing);
        routing.reportFailure(providers.attempt(failing.id(), "m"), ChannelFailure.ofModel());
      }
      coolDown();
      List<Selection> selections =
          Parallel.run(Collections.nCopies(8, () -> routing.select(REQUEST)));
      List<UUID> probed = new ArrayList<>();
      for (Selection selection : selections) {
        selection.channel().ifPresent(chosen -> probed.add(chosen.channelId()));
      }
      assertThat(probed).containsExactlyInAnyOrder(channel.id(), second.id());
    }
  }

  @Test
  void settingTheStatusForgetsFailuresAndRequestsFromBefore() {
    ChannelDao system = providers.system().channels(tenant);
    Attempt old = attempt(REQUEST);
    routing.reportFailure(attempt(REQUEST), ChannelFailure.ofChannel());
    assertThat(system.enable(channel.id()).failures()).isZero();
    assertThat(probes(REQUEST)).isFalse();
    assertThat(routing.reportFailure(old, ChannelFailure.ofChannel())).isFalse();
    assertThat(routing.reportFailure(old, ChannelFailure.ofModel())).isFalse();
    Attempt current = attempt(REQUEST);
    routing.reportFailure(current, ChannelFailure.ofModel());
    routing.reportFailure(current, ChannelFailure.ofChannel());
    Channel disabled = system.disable(channel.id());
    assertThat(disabled.status()).isEqualTo(ChannelStatus.DISABLED);
    assertThat(disabled.retryAt()).isEmpty();
    // reports do not enable what is disabled
    Attempt now = providers.attempt(channel.id(), "m");
    assertThat(routing.reportFailure(now, ChannelFailure.ofChannel())).isFalse();
    assertThat(routing.reportSuccess(now)).isFalse();
    assertThat(now()).isEqualTo(disabled);
    system.enable(channel.id());
    assertThat(probes(REQUEST)).isFalse();
  }

  @Test
  void reportsAreNoChangeOfTheChannel() {
    Channel before = now();
    routing.reportFailure(attempt(REQUEST), ChannelFailure.ofChannel());
    assertThat(now().updatedAt()).isEqualTo(before.updatedAt());
    assertThat(user.channels().find(channel.id())).contains(now());
    Channel renamed = providers.system().channels(tenant).update(before.withName("Failing"));
    assertThat(renamed.status()).isEqualTo(ChannelStatus.ERROR);
    assertThat(renamed.retryAt()).isEqualTo(now().retryAt()).isPresent();
  }

  @Test
  void aModelThatTheChannelDoesNotServeDoesNotFail() {
    Attempt forged = new Attempt(channel.id(), "another", 0, 0);
    assertThat(routing.reportFailure(forged, ChannelFailure.ofModel())).isFalse();
    assertThat(
            providers.query(
                "select 1 from lyss_provider.channel_health where channel_id = '%s'"
                    .formatted(channel.id())))
        .isEmpty();
  }

  @Test
  void systemWorkMayReportToo() {
    RoutingDao system = providers.system().routing(tenant);
    assertThat(system.reportFailure(attempt(REQUEST), ChannelFailure.ofChannel())).isTrue();
    coolDown();
    assertThat(system.reportSuccess(attempt(REQUEST))).isTrue();
    assertThat(system.reportFailure(new Attempt(Ids.next(), "m", 0, 0), ChannelFailure.ofModel()))
        .isFalse();
  }

  @Test
  void reportsOfUsersWhoMayNotUseAChannelChangeNothing() {
    UUID group = Ids.next();
    ProviderSession member = providers.as(TestProviders.user(tenant, group));
    Channel ofGroup =
        providers.system().channels(tenant).createForGroup(group, providers.newChannel("g"));
    ChannelRequest request = ChannelRequest.of("g");
    Attempt attempt = member.routing().select(request).channel().orElseThrow().attempt();
    assertThat(routing.reportFailure(attempt, ChannelFailure.ofChannel())).isFalse();
    assertThat(member.routing().reportFailure(attempt, ChannelFailure.ofChannel())).isTrue();
    coolDown();
    Attempt probe = member.routing().select(request).channel().orElseThrow().attempt();
    assertThat(routing.reportSuccess(probe)).isFalse();
    assertThat(member.routing().reportSuccess(probe)).isTrue();
    assertThat(providers.system().channels(tenant).find(ofGroup.id()).map(Channel::retryAt))
        .contains(Optional.empty());
  }
}
