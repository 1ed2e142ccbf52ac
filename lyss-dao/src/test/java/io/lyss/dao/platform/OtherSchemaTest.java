package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lyss.dao.PageRequest;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.session.StorageDao;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** LYSS in a schema of another name, without a schema, and without the roles to use it. */
class OtherSchemaTest extends PlatformTest {

  @Test
  void everythingWorksInASecondSchemaOfAnotherName() {
    LyssMigrator.of(LyssDatabase.PLATFORM, platform.database().dataSource())
        .schema("other")
        .migrate();
    Platform other = platform.platform().schema("other");
    User first = platform.user();
    User user = other.system("test").users().create(platform.newUser());
    User admin =
        other
            .system("test")
            .users()
            .create(new NewUser("boss", "boss@lyss.test", TestPlatform.HASH, UserRole.ADMIN));
    PlatformSession session = other.as(user.id());
    Provider shared = other.as(admin.id()).providers().createOrganization(platform.newProvider());
    other.as(admin.id()).distributions().distribute(shared.id(), List.of(user.id()));
    assertThat(session.providers().canUserAccessProvider(user.id(), shared.id())).isTrue();
    assertThat(session.providers().explainAccess(user.id(), shared.id()).granted()).isTrue();
    Conversation talk = session.conversations().open(shared.id(), "elsewhere");
    Message message =
        session.messages().append(talk.id(), NewMessage.of(MessageRole.USER, "raining"));
    assertThat(session.messages().search("rain", PageRequest.first(5)).items())
        .containsExactly(message);
    assertThat(session.conversations().search("elsewhere", PageRequest.first(5)).items())
        .containsExactly(talk);
    session.usage().record(NewUsage.of(talk, 3, BigDecimal.ONE));
    MaintenanceDao maintenance = other.system("test").maintenance();
    maintenance.refreshDailyUsage();
    maintenance.deleteEmptyConversations(Duration.ZERO);
    StorageDao storage = other.system("test").storage();
    storage.createPartitions(5);
    assertThat(storage.expiredPartitions("messages", 1)).isEmpty();
    assertThat(storage.dropExpiredPartitions("messages", 1)).isEmpty();
    assertThat(other.as(admin.id()).usage().dailyOfAll(LocalDate.MIN, LocalDate.MAX)).hasSize(1);
    assertThat(
            session.<Integer, RuntimeException>withJooq(
                jooq -> jooq.fetchCount(io.lyss.dao.platform.jooq.Tables.CONVERSATIONS)))
        .isEqualTo(1);
    assertThat(platform.system().users().list(PageRequest.first(10)).items())
        .contains(first)
        .doesNotContain(user);
    assertThat(platform.query("select count(*) from lyss_platform.messages")).containsExactly("0");
    assertThat(maintenance.eraseUser(user.id())).isEqualTo(1);
  }

  @Test
  void aDatabaseThatIsNotMigratedIsReported() {
    Platform nothing = platform.platform().schema("not_there");
    assertThatExceptionOfType(DatabaseException.class)
        .isThrownBy(() -> nothing.as(1).users().find(1))
        .withMessageContaining("not_there")
        .withMessageEndingWith("Has this database been migrated by this version of LYSS?");
  }

  @Test
  void aLoginThatIsNoMemberOfTheRolesIsReported() {
    platform
        .database()
        .execute(
            "do $$ begin create role lyss_test_nobody login password 'x';"
                + " exception when duplicate_object then null; end $$");
    Platform nobody = Platform.over(platform.database().dataSource("lyss_test_nobody", "x"));
    for (PlatformSession session : List.of(nobody.as(1), nobody.system("test"))) {
      assertThatExceptionOfType(LyssException.class)
          .isThrownBy(() -> session.users().find(1))
          .withMessageMatching(
              ".*permission denied to set role \"(authenticated_users|lyss_system)\".*grant it that role.*");
    }
  }

  @Test
  void aSchemaIsNamedInLowerCaseLettersDigitsAndUnderscores() {
    for (String name : List.of("", "A", "1a", "a-b", "a b", "a.b", "a\"; --", "x".repeat(64))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> platform.platform().schema(name))
          .withMessageContaining("\"" + name + "\"");
    }
  }
}
