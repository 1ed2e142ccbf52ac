package io.lyss.dao.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Json;
import io.lyss.dao.testing.Hidden;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingIsolationTest extends SharedServiceTest {

  @Test
  void settingsOfAnotherTenantAreHidden() {
    SettingDao settings = shared.admin(tenant).settings();
    Setting secret = settings.set("chat.secret_plan", new Json("\"x\""));
    for (SharedSession session : List.of(shared.admin(rival), shared.user(rival, ann))) {
      for (SettingDao stranger : List.of(session.settings(), session.settings(tenant))) {
        Hidden<SettingDao> hidden = new Hidden<>(settings, stranger);
        hidden.by("chat.secret_plan", "chat.nothing", SettingDao::get);
        assertThat(stranger.list("", 100)).isEmpty();
      }
    }
    Hidden<SettingDao> writing = new Hidden<>(settings, shared.admin(rival).settings());
    writing.by(
        "chat.secret_plan",
        "chat.nothing",
        (dao, key) ->
            dao.update(
                new Setting(
                    tenant, key, new Json("\"y\""), secret.updatedBy(), secret.updatedAt())));
    writing.by("chat.secret_plan", "chat.nothing", SettingDao::delete);
  }
}
