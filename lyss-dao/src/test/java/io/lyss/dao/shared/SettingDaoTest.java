package io.lyss.dao.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.session.Event;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingDaoTest extends SharedServiceTest {

  private final SharedSession admin = shared.admin(tenant);
  private final SettingDao settings = admin.settings();
  private final SettingDao own = shared.user(tenant, ann).settings();
  private final SettingDao platform = shared.system().settings(SharedService.PLATFORM);

  private static Json json(String text) {
    return new Json(text);
  }

  private String key() {
    return shared.name("chat.key_");
  }

  @Test
  void aTenantsSettingComesBeforeThePlatforms() {
    String key = key();
    assertThat(own.find(key)).isEmpty();
    Expect.notFound("setting", key, () -> own.get(key));
    Setting global = platform.set(key, json("\"gpt\""));
    assertThat(global.ofPlatform()).isTrue();
    assertThat(global.updatedBy()).isEmpty();
    assertThat(own.get(key)).isEqualTo(global);
    Setting tenants = settings.set(key, json("{\"a\": [1, null]}"));
    assertThat(tenants.tenantId()).isEqualTo(tenant);
    assertThat(tenants.ofPlatform()).isFalse();
    assertThat(tenants.updatedBy()).contains(((Scope.TenantUser) admin.scope()).userId());
    assertThat(own.get(key)).isEqualTo(tenants);
    assertThat(shared.user(rival, ann).settings().get(key)).isEqualTo(global);
    assertThat(platform.get(key)).isEqualTo(global);
    assertThat(settings.delete(key)).isTrue();
    assertThat(settings.delete(key)).isFalse();
    assertThat(own.get(key)).isEqualTo(global);
    assertThat(platform.delete(key)).isTrue();
    assertThat(own.find(key)).isEmpty();
  }

  @Test
  void aTenantsNullComesBeforeThePlatformsValue() {
    String key = key();
    platform.set(key, json("1"));
    settings.set(key, json("null"));
    assertThat(own.get(key).value()).isEqualTo(json("null"));
  }

  @Test
  void theListHasEachKeyOnceInOrder() {
    UUID elsewhere = Ids.next();
    SettingDao there = shared.admin(elsewhere).settings();
    platform.set("zoo.a", json("1"));
    platform.set("zoo.b", json("1"));
    there.set("zoo.b", json("2"));
    there.set("zoo.c", json("2"));
    there.set("zoo.a_", json("2"));
    for (int limit : List.of(1, 2, 100)) {
      List<String> all = new ArrayList<>();
      String after = "zoo";
      for (List<Setting> page = there.list(after, limit);
          !page.isEmpty();
          page = there.list(after, limit)) {
        assertThat(page).hasSizeLessThanOrEqualTo(limit);
        page.forEach(setting -> all.add(setting.key() + "=" + setting.value()));
        after = page.get(page.size() - 1).key();
      }
      assertThat(all).containsExactly("zoo.a=1", "zoo.a_=2", "zoo.b=2", "zoo.c=2");
    }
    assertThat(platform.list("zoo", 100))
        .extracting(Setting::key)
        .containsExactly("zoo.a", "zoo.b");
  }

  @Test
  void onlyAdministratorsSetAndOnlySystemWorkForThePlatform() {
    String key = key();
    Setting read = settings.set(key, json("1"));
    for (SharedSession session :
        List.of(shared.user(tenant, ann), shared.admin(rival), shared.user(rival, ann))) {
      SettingDao dao = session.settings(tenant);
      Expect.denied(() -> dao.set(key, json("2")));
      Expect.denied(() -> dao.update(read.withValue(json("2"))));
      Expect.denied(() -> dao.delete(key));
    }
    SettingDao global = admin.settings(SharedService.PLATFORM);
    Expect.denied(() -> global.set(key, json("2")));
    Expect.denied(() -> global.update(read.withValue(json("2"))));
    Expect.denied(() -> global.delete(key));
    assertThat(shared.system().settings(tenant).set(key, json("3")).tenantId()).isEqualTo(tenant);
    UUID person = Ids.next();
    assertThat(
            shared
                .service()
                .asAdministrator(person, "ticket 7")
                .settings(tenant)
                .set(key, json("4"))
                .updatedBy())
        .contains(person);
  }

  @Test
  void anEditChangesTheValueAndNothingElse() {
    String key = key();
    Setting read = shared.system().settings(tenant).set(key, json("{\"a\": 1, \"b\": 2}"));
    Setting edited = settings.update(read.withValue(json("2")));
    assertThat(edited.value()).isEqualTo(json("2"));
    assertThat(edited.key()).isEqualTo(key);
    assertThat(edited.tenantId()).isEqualTo(tenant);
    assertThat(edited.updatedBy()).contains(((Scope.TenantUser) admin.scope()).userId());
    assertThat(edited.updatedAt()).isAfter(read.updatedAt());
    assertThat(settings.get(key)).isEqualTo(edited);
    String tooLong = "\"" + "x".repeat(65_536) + "\"";
    Expect.refused("settings_value_check", () -> settings.update(edited.withValue(json(tooLong))));
  }

  @Test
  void anEditOfWhatWasChangedSinceItWasReadIsRefusedAndChangesNothing() {
    String key = key();
    Setting read = settings.set(key, json("1"));
    settings.set(key, json("2"));
    Setting changed = settings.set(key, json("1"));
    Expect.changedSince("setting", key, () -> settings.update(read.withValue(json("3"))));
    assertThat(settings.get(key)).isEqualTo(changed);
    settings.delete(key);
    Expect.notFound("setting", key, () -> settings.update(changed.withValue(json("3"))));
    Setting global = platform.set(key, json("1"));
    Expect.changedSince("setting", key, () -> settings.update(changed.withValue(json("3"))));
    Expect.notFound("setting", key, () -> settings.update(global.withValue(json("3"))));
    assertThat(own.get(key)).isEqualTo(global);
  }

  @Test
  void oneOfEightConcurrentEditsOfOneReadingSucceeds() throws Exception {
    Setting read = settings.set(key(), json("0"));
    List<Optional<Setting>> written =
        Parallel.run(
            IntStream.rangeClosed(1, 8)
                .mapToObj(n -> read.withValue(json("" + n)))
                .map(edited -> (Callable<Optional<Setting>>) () -> unlessChanged(edited))
                .toList());
    assertThat(written).containsOnlyOnce(Optional.of(settings.get(read.key())));
    assertThat(written.stream().filter(Optional::isEmpty)).hasSize(7);
  }

  private Optional<Setting> unlessChanged(Setting edited) {
    try {
      return Optional.of(settings.update(edited));
    } catch (ConflictException e) {
      return Optional.empty();
    }
  }

  @Test
  void concurrentEditsAreEachCountedOrRefused() throws Exception {
    String key = key();
    settings.set(key, json("0"));
    Callable<Boolean> count =
        () -> {
          while (true) {
            Setting read = settings.get(key);
            try {
              int next = Integer.parseInt(read.value().text()) + 1;
              settings.update(read.withValue(json("" + next)));
              return true;
            } catch (ConflictException e) {
              // somebody else was faster
            }
          }
        };
    Parallel.run(Stream.generate(() -> count).limit(6).toList());
    assertThat(settings.get(key).value()).isEqualTo(json("6"));
  }

  @Test
  void concurrentSetsLeaveOneOfTheirValues() throws Exception {
    String key = key();
    Parallel.run(
        IntStream.range(0, 6)
            .mapToObj(i -> (Callable<Setting>) () -> settings.set(key, json("" + i)))
            .toList());
    assertThat(settings.get(key).value().text()).matches("[0-5]");
  }

  @Test
  void invalidKeysAndValuesAreRefused() {
    for (String key : List.of("", "A", "a b", "a..b", ".a", "a.", "1a", "a-b")) {
      Expect.refused("settings_key_check", () -> settings.set(key, json("1")));
    }
    Expect.refused("", () -> settings.set("a".repeat(101), json("1")));
    Expect.refused("", () -> settings.set("a", json("{")));
    Expect.refused(
        "settings_value_check", () -> settings.set("a", json("\"" + "x".repeat(65_536) + "\"")));
    assertThat(settings.set("a", json("\"" + "x".repeat(65_534) + "\"")).value().text())
        .hasSize(65_536);
  }

  @Test
  void changesArePublishedWithoutTheValue() {
    String key = key();
    settings.set(key, json("\"one\""));
    Setting read = settings.set(key, json("\"one\""));
    settings.update(read.withValue(json("\"two\"")));
    settings.delete(key);
    platform.set(key, json("\"one\""));
    assertThat(shared.events("setting:" + key))
        .filteredOn(event -> event.tenantId().equals(tenant))
        .allMatch(event -> event.type().equals("setting.changed"))
        .extracting(Event::payload)
        .containsExactly(
            json("{\"key\": \"" + key + "\"}"),
            json("{\"key\": \"" + key + "\"}"),
            json("{\"key\": \"" + key + "\", \"unset\": true}"));
  }
}
