package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.error.LyssException;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** LYSS in a schema of another name, without a schema, and without the roles to use it. */
class OtherSchemaTest extends PlatformTest {

  @Test
  void jooqReadsASchemaOfAnyNameBesideTheFirst() {
    LyssMigrator.of(LyssDatabase.PLATFORM, platform.database().dataSource())
        .schema("other")
        .migrate();
    Platform other = platform.platform().schema("other");
    User user = other.asSystem("test").users().create(platform.newUser());
    PlatformSession session = other.asUser(user.id());
    int provider = session.providers().createPersonal(platform.newProvider()).id();
    session.conversations().open(provider, "elsewhere");
    assertThat(
            session.<Integer, RuntimeException>withJooq(
                jooq -> jooq.fetchCount(io.lyss.dao.platform.jooq.Tables.CONVERSATIONS)))
        .isEqualTo(1);
  }

  @Test
  void aDatabaseThatIsNotMigratedIsReported() {
    Platform nothing = platform.platform().schema("not_there");
    assertThatExceptionOfType(DatabaseException.class)
        .isThrownBy(() -> nothing.asUser(1).users().find(1))
        .withMessageContaining("not_there")
        .withMessageEndingWith(
            "There is no schema not_there of LYSS, which needs V%d: migrate it"
                .formatted(LyssDatabase.PLATFORM.version()));
  }

  @Test
  void aLoginThatIsNoMemberOfTheRolesIsReported() {
    platform
        .database()
        .execute(
            "do $$ begin create role lyss_test_nobody login password 'x';"
                + " exception when duplicate_object then null; end $$");
    Platform nobody = Platform.over(platform.database().dataSource("lyss_test_nobody", "x"));
    for (PlatformSession session : List.of(nobody.asUser(1), nobody.asSystem("test"))) {
      assertThatExceptionOfType(LyssException.class)
          .isThrownBy(() -> session.users().find(1))
          .withMessageMatching(
              ".*permission denied to set role \"(authenticated_users|lyss_system)\".*takes the login for jobs.*");
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
