package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Json;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Parallel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of two users who edit the same provider, the second gets a conflict. */
class ProviderUpdateTest extends PlatformTest {

  private final User admin = platform.admin();
  private final ProviderDao providers = platform.as(admin).providers();

  @Test
  void updateChangesNameUrlAndSettingsOnly() {
    Provider before = platform.organization(admin);
    Provider after =
        providers.update(
            before
                .withName("Renamed")
                .withApiBaseUrl(Optional.of("http://localhost:11434"))
                .withConfig(new Json("{\"a\": 1}")));
    assertThat(after.name()).isEqualTo("Renamed");
    assertThat(after.apiBaseUrl()).contains("http://localhost:11434");
    assertThat(after.config()).isEqualTo(new Json("{\"a\": 1}"));
    assertThat(after.updatedAt()).isAfter(before.updatedAt());
    assertThat(after)
        .usingRecursiveComparison()
        .ignoringFields("name", "apiBaseUrl", "config", "updatedAt")
        .isEqualTo(before);
    assertThat(providers.get(before.id())).isEqualTo(after);
    assertThat(providers.update(after.withApiBaseUrl(Optional.empty())).apiBaseUrl()).isEmpty();
  }

  @Test
  void aSecondUpdateOfTheSameReadIsRefused() {
    Provider read = platform.organization(admin);
    Provider first = providers.update(read.withName(platform.name("first")));
    Expect.changedSince(
        "provider", read.id(), () -> providers.update(read.withName(platform.name("second"))));
    assertThat(providers.get(read.id())).isEqualTo(first);
    Provider again = providers.update(providers.get(read.id()).withName("now it goes"));
    assertThat(again.name()).isEqualTo("now it goes");
  }

  @Test
  void anUpdateIsRefusedAfterAnyOtherChange() {
    Provider switched = platform.organization(admin);
    providers.deactivate(switched.id());
    Expect.changedSince("provider", switched.id(), () -> providers.update(switched.withName("x")));
    Provider keyed = platform.organization(admin);
    providers.setApiKey(keyed.id(), TestPlatform.KEY);
    Expect.changedSince("provider", keyed.id(), () -> providers.update(keyed.withName("x")));
  }

  @Test
  void exactlyOneOfManyUpdatesAtOnceWins() throws Exception {
    for (int round = 0; round < 10; round++) {
      Provider read = platform.organization(admin);
      List<Boolean> won =
          Parallel.run(
              IntStream.range(0, 4)
                  .<Callable<Boolean>>mapToObj(
                      i ->
                          () -> {
                            try {
                              providers.update(read.withConfig(new Json("{\"by\": " + i + "}")));
                              return true;
                            } catch (ConflictException e) {
                              return false;
                            }
                          })
                  .toList());
      assertThat(won).containsOnlyOnce(true);
      assertThat(providers.get(read.id()).config())
          .isEqualTo(new Json("{\"by\": " + won.indexOf(true) + "}"));
    }
  }

  @Test
  void updateRefusesTheValuesThatCreateRefuses() {
    Provider read = platform.organization(admin);
    Expect.refused("provider_configs_name_check", () -> providers.update(read.withName("")));
    Expect.refused("", () -> providers.update(read.withName("x".repeat(101))));
    Expect.refused(
        "provider_configs_config_check", () -> providers.update(read.withConfig(new Json("[]"))));
    Expect.refused(
        "provider_configs_api_base_url_check",
        () -> providers.update(read.withApiBaseUrl(Optional.of("lyss.test"))));
    assertThat(providers.get(read.id())).isEqualTo(read);
  }
}
