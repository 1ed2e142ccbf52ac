package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AuditDaoTest extends PlatformTest {

  private static final PageRequest PAGE = PageRequest.first(1000);

  private final User user = platform.user();
  private final User admin = platform.admin();
  private final AuditDao own = platform.as(user).audit();
  private final AuditDao all = platform.as(admin).audit();

  private static NewAuditEntry from(String address) {
    return new NewAuditEntry(
        "login", "user", OptionalLong.empty(), Json.EMPTY, Optional.of(address), Optional.empty());
  }

  private static NewAuditEntry changing(String json) {
    return new NewAuditEntry(
        "update", "user", OptionalLong.empty(), new Json(json), Optional.empty(), Optional.empty());
  }

  @Test
  void anEntryIsAsGiven() {
    AuditEntry entry =
        own.append(
            new NewAuditEntry(
                "update",
                "conversation",
                OptionalLong.of(Long.MAX_VALUE),
                new Json("{\"title\": \"new\"}"),
                Optional.of("192.0.2.7"),
                Optional.of("curl/8.0 \uD83D\uDE00")));
    assertThat(entry.userId()).hasValue(user.id());
    assertThat(entry.action()).isEqualTo("update");
    assertThat(entry.resourceType()).isEqualTo("conversation");
    assertThat(entry.resourceId()).hasValue(Long.MAX_VALUE);
    assertThat(entry.changes()).isEqualTo(new Json("{\"title\": \"new\"}"));
    assertThat(entry.ipAddress()).contains("192.0.2.7");
    assertThat(entry.userAgent()).contains("curl/8.0 \uD83D\uDE00");
    assertThat(all.search(AuditFilter.ALL.byUser(user.id()), PAGE).items()).contains(entry);
    AuditEntry least = own.append(NewAuditEntry.of("read", "user", 0));
    assertThat(least.resourceId()).hasValue(0);
    assertThat(least.ipAddress()).isEmpty();
    assertThat(least.userAgent()).isEmpty();
    assertThat(least.changes()).isEqualTo(Json.EMPTY);
  }

  @Test
  void addressesAreOfEitherKind() {
    assertThat(own.append(from("2001:DB8::1")).ipAddress()).contains("2001:db8::1");
    assertThat(own.append(from("10.0.0.1")).ipAddress()).contains("10.0.0.1");
    for (String none : List.of("", "localhost", "10.0.0", "10.0.0.256", "10.0.0.1, 10.0.0.2")) {
      Expect.refused("", () -> own.append(from(none)));
    }
  }

  @Test
  void actionAndResourceTypeHaveOneToFiftyCharacters() {
    String longest = "x".repeat(50);
    assertThat(own.append(NewAuditEntry.of(longest, longest, 1)).action()).isEqualTo(longest);
    Expect.refused("", () -> own.append(NewAuditEntry.of(longest + "x", "user", 1)));
    Expect.refused("", () -> own.append(NewAuditEntry.of("x", longest + "x", 1)));
    Expect.refused("audit_logs_action_check", () -> own.append(NewAuditEntry.of("", "user", 1)));
    Expect.refused(
        "audit_logs_resource_type_check", () -> own.append(NewAuditEntry.of("x", "", 1)));
    Expect.refused("audit_logs_changes_check", () -> own.append(changing("[]")));
    Expect.refused("", () -> own.append(changing("{")));
    assertThat(all.search(AuditFilter.ALL.withAction(longest), PAGE).items()).hasSize(1);
    assertThat(all.search(AuditFilter.ALL.withAction(longest + "x"), PAGE).items()).isEmpty();
  }

  @Test
  void aUserSeesTheirOwnEntriesAndAnAdministratorAll() {
    AuditEntry mine = own.append(NewAuditEntry.of("see", "user", 1));
    AuditEntry theirs = all.append(NewAuditEntry.of("see", "user", 2));
    AuditEntry nobodys = platform.system().audit().append(NewAuditEntry.of("see", "user", 3));
    assertThat(nobodys.userId()).isEmpty();
    AuditFilter filter = AuditFilter.ALL.withAction("see");
    assertThat(own.search(filter, PAGE).items()).containsExactly(mine);
    assertThat(all.search(filter, PAGE).items()).containsExactly(nobodys, theirs, mine);
    assertThat(platform.system().audit().search(filter, PAGE).items())
        .containsExactly(nobodys, theirs, mine);
    assertThat(own.search(filter.byUser(admin.id()), PAGE).items()).isEmpty();
  }

  @Test
  void theHistoryOfARowIsPagedThroughFromNewToOld() {
    User administrator = platform.admin();
    PlatformSession admins = platform.as(administrator);
    User changed = platform.user();
    admins.users().deactivate(changed.id());
    admins.users().deactivate(changed.id());
    platform.platform().asSystem("back again").users().activate(changed.id());
    admins.users().setRole(changed.id(), UserRole.ADMIN);
    AuditFilter history =
        AuditFilter.ALL.onResource("users", changed.id()).withAction("row_update");
    List<AuditEntry> entries =
        Paging.all(1, page -> admins.audit().search(history, page), () -> {});
    assertThat(entries)
        .extracting(entry -> entry.changes().text())
        .containsExactly(
            "{\"after\": {\"role\": \"admin\"}, \"before\": {\"role\": \"user\"}}",
            "{\"after\": {\"is_active\": true}, \"before\": {\"is_active\": false},"
                + " \"reason\": \"back again\"}",
            "{\"after\": {\"is_active\": false}, \"before\": {\"is_active\": true}}");
    assertThat(entries)
        .extracting(entry -> entry.userId())
        .containsExactly(
            OptionalInt.of(administrator.id()),
            OptionalInt.empty(),
            OptionalInt.of(administrator.id()));
  }

  @Test
  void nobodyCanAddEntriesLikeThoseOfTheDatabase() {
    for (AuditDao audit : List.of(own, all, platform.system().audit())) {
      for (String action : List.of("row_update", " Row_delete", "drop_partition", "erase_user")) {
        Expect.denied(() -> audit.append(NewAuditEntry.of(action, "users", 1)));
      }
    }
  }

  @Test
  void anUnknownUserWritesNothing() {
    AuditDao nobody = platform.platform().asUser(NEVER).audit();
    Expect.denied(() -> nobody.append(NewAuditEntry.of("x", "user", 1)));
  }

  @Test
  void allConditionsOfAFilterHaveToBeMet() {
    AuditEntry first = own.append(NewAuditEntry.of("one", "thing", 1));
    AuditEntry second = own.append(NewAuditEntry.of("two", "thing", 1));
    AuditEntry third = all.append(NewAuditEntry.of("one", "thing", 2));
    AuditFilter things = AuditFilter.ALL.between(first.createdAt(), Instant.MAX);
    assertThat(all.search(things, PAGE).items()).contains(first, second, third);
    assertThat(all.search(things.onResource("thing", 1), PAGE).items())
        .containsExactly(second, first);
    assertThat(all.search(things.onResource("thing", 1).withAction("one"), PAGE).items())
        .containsExactly(first);
    assertThat(all.search(things.onResource("thing", 2).byUser(admin.id()), PAGE).items())
        .containsExactly(third);
    assertThat(all.search(things.onResource("thing", 2).byUser(user.id()), PAGE).items()).isEmpty();
    AuditFilter untilSecond =
        AuditFilter.ALL.between(first.createdAt(), second.createdAt()).onResource("thing", 1);
    assertThat(all.search(untilSecond, PAGE).items()).containsExactly(first);
  }

  @Test
  void pagesGoFromNewToOldAndCoverAllOnceWhileEntriesComeIn() {
    platform
        .as(user)
        .useTransaction(
            session -> {
              for (int i = 0; i < 8; i++) {
                session.audit().append(NewAuditEntry.of("page", "user", i));
              }
            });
    AuditFilter filter = AuditFilter.ALL.withAction("page");
    for (int size : List.of(1, 3, 1000)) {
      List<AuditEntry> before = new ArrayList<>(own.search(filter, PAGE).items());
      before.sort(
          Comparator.comparing(AuditEntry::createdAt).thenComparing(AuditEntry::id).reversed());
      assertThat(
              Paging.all(
                  size,
                  page -> own.search(filter, page),
                  () -> own.append(NewAuditEntry.of("page", "user", 99))))
          .isEqualTo(before);
    }
  }
}
