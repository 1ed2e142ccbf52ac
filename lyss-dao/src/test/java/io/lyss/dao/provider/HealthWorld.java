package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.CHANNEL_HEALTH;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** A tenant's channels in the database and in the model: each step is done in both and compared. */
final class HealthWorld {

  static final List<String> MODELS = List.of("m", "n");

  private static final Instant START = Instant.parse("2901-01-01T00:00:00Z");

  /** A request as the database and as the model know it. */
  record Sent(Attempt attempt, HealthModel.Request request) {}

  private final TestProviders providers;
  private final UUID tenant = Ids.next();
  private final ProviderSession user;
  private final HealthModel model;
  private final List<String> steps = new ArrayList<>();
  final List<UUID> channels = new ArrayList<>();
  final List<Sent> sent = new ArrayList<>();

  /** Begins at a time that the caller lets the database's clock show, with {@link #pass}. */
  HealthWorld(TestProviders providers, int... weights) {
    this.providers = providers;
    user = providers.as(TestProviders.user(tenant));
    Map<UUID, Integer> known = new LinkedHashMap<>();
    for (int weight : weights) {
      NewChannel asked = providers.newChannel(MODELS.toArray(String[]::new)).withShare(1, weight);
      UUID id = providers.channel(tenant, asked).id();
      channels.add(id);
      known.put(id, weight);
    }
    model = new HealthModel(known, new HashSet<>(), START);
  }

  /** Moves the clock of the database, from where these worlds have it. */
  static void pass(TestProviders providers, List<HealthWorld> worlds, long seconds) {
    for (HealthWorld world : worlds) {
      world.steps.add(seconds + " seconds pass");
      world.model.now = world.model.now.plusSeconds(seconds);
    }
    providers.stopClock(worlds.get(0).model.now);
  }

  void select(String ofModel, String key) {
    steps.add("select " + ofModel + " by " + key);
    Selection selection = user.routing().select(ChannelRequest.of(ofModel).withKey(key));
    HealthModel.Choice expected = model.select(ofModel, key);
    assertThat(selection.outcome()).as("%s", this).isEqualTo(expected.outcome());
    assertThat(selection.retryAt()).as("%s", this).isEqualTo(expected.retryAt());
    expected
        .request()
        .ifPresent(
            request -> {
              SelectedChannel chosen = selection.channel().orElseThrow();
              assertThat(chosen.channelId()).as("%s", this).isEqualTo(request.channel());
              assertThat(chosen.probe()).as("%s", this).isEqualTo(request.probe());
              sent.add(new Sent(chosen.attempt(), request));
            });
  }

  void success(Sent of) {
    steps.add("success of request " + sent.indexOf(of));
    assertThat(user.routing().reportSuccess(of.attempt()))
        .as("%s", this)
        .isEqualTo(model.success(of.request()));
  }

  void failure(Sent of, boolean channelWide, Optional<Duration> retryAfter) {
    steps.add(
        "failure of request %d, %s, %s"
            .formatted(
                sent.indexOf(of), channelWide ? "of the channel" : "of the model", retryAfter));
    assertThat(
            user.routing().reportFailure(of.attempt(), new ChannelFailure(channelWide, retryAfter)))
        .as("%s", this)
        .isEqualTo(model.failure(of.request(), channelWide, retryAfter));
  }

  void set(UUID channel, boolean enabled) {
    steps.add((enabled ? "enable " : "disable ") + channels.indexOf(channel));
    ChannelDao system = providers.system().channels(tenant);
    if (enabled) {
      system.enable(channel);
    } else {
      system.disable(channel);
    }
    model.set(channel, enabled, MODELS);
  }

  /** What is stored. */
  void compareRows() {
    Map<String, String> failing = new TreeMap<>();
    user.withJooq(
            jooq -> jooq.selectFrom(CHANNEL_HEALTH).where(CHANNEL_HEALTH.FAILURES.gt(0)).fetch())
        .forEach(
            row ->
                failing.put(
                    row.get(CHANNEL_HEALTH.CHANNEL_ID) + " " + row.get(CHANNEL_HEALTH.MODEL),
                    row.get(CHANNEL_HEALTH.FAILURES)
                        + " "
                        + row.get(CHANNEL_HEALTH.RETRY_AT)
                        + " "
                        + row.get(CHANNEL_HEALTH.PROBE_UNTIL)));
    assertThat(failing).as("%s", this).isEqualTo(model.failing());
  }

  /** What the check, the list and the explanation say of each channel and model. */
  void compareAnswers(Set<UUID> disabled) {
    for (String of : MODELS) {
      for (UUID channel : channels) {
        Optional<Instant> until =
            disabled.contains(channel) ? Optional.empty() : model.closedUntil(channel, of);
        ChannelAccess access = user.channels().explainAccess(channel, of);
        assertThat(access.granted())
            .as("%s", this)
            .isEqualTo(!disabled.contains(channel) && until.isEmpty());
        assertThat(access.retryAt()).as("%s", this).isEqualTo(until);
        assertThat(user.channels().canUse(channel, of)).isEqualTo(access.granted());
      }
    }
  }

  @Override
  public String toString() {
    return String.join("; ", steps);
  }
}
