package io.lyss.dao.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.TenantRole;
import io.lyss.dao.session.AuditDao;
import io.lyss.dao.session.AuditEntry;
import io.lyss.dao.session.AuditFilter;
import io.lyss.dao.session.AuditSeal;
import io.lyss.dao.session.Event;
import io.lyss.dao.session.NewAuditEntry;
import io.lyss.dao.session.NewAuditEntry.Client;
import io.lyss.dao.session.NewAuditEntry.Resource;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import io.lyss.dao.testing.Parallel;
import io.lyss.dao.testing.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AuditDaoTest extends SharedServiceTest {

  private final AuditDao own = shared.user(tenant, ann).audit();
  private final UUID adminId = Ids.next();
  private final AuditDao all = shared.as(tenant, adminId, TenantRole.TENANT_ADMIN).audit();

  private static NewAuditEntry entry(String action) {
    return NewAuditEntry.of("portal", action, Resource.of("conversation", 7));
  }

  private static Event event(UUID tenantId, String key, Instant createdAt) {
    return new Event(
        tenantId,
        Ids.next(),
        key,
        3,
        "user.suspended",
        new Json("{\"status\": \"suspended\"}"),
        Optional.of(NEVER),
        Optional.of("a complaint"),
        createdAt);
  }

  @Test
  void anEntryIsReadAsItWasAppended() {
    NewAuditEntry given =
        entry("export")
            .withChanges(new Json("{\"title\": \"new\"}"))
            .withClient(new Client(Optional.of("2001:DB8::1"), Optional.of("curl \uD83D\uDE00")));
    AuditEntry entry = own.append(given);
    assertThat(entry.tenantId()).isEqualTo(tenant);
    assertThat(entry.id()).isEqualTo(given.id());
    assertThat(entry.actorId()).contains(ann);
    assertThat(entry.source()).contains("portal");
    assertThat(entry.action()).isEqualTo("export");
    assertThat(entry.resourceType()).isEqualTo("conversation");
    assertThat(entry.resourceId()).contains("7");
    assertThat(entry.changes()).isEqualTo(new Json("{\"title\": \"new\"}"));
    assertThat(entry.ipAddress()).contains("2001:db8::1");
    assertThat(entry.userAgent()).contains("curl \uD83D\uDE00");
    assertThat(entry.reason()).isEmpty();
    assertThat(entry.eventId()).isEmpty();
    assertThat(own.search(AuditFilter.ALL.withAction("export"), PAGE).items())
        .containsExactly(entry);
    AuditEntry least = own.append(NewAuditEntry.of("x", "y", new Resource("z", Optional.empty())));
    assertThat(least.resourceId()).isEmpty();
    assertThat(least.ipAddress()).isEmpty();
  }

  @Test
  void anEntryOfSystemWorkHasItsReasonAndNoActor() {
    AuditEntry nobodys = shared.system().audit(tenant).append(entry("sweep"));
    assertThat(nobodys.actorId()).isEmpty();
    assertThat(nobodys.reason()).contains("test");
    UUID person = Ids.next();
    AuditEntry persons =
        shared.service().asAdministrator(person, "ticket 7").audit(tenant).append(entry("sweep"));
    assertThat(persons.actorId()).contains(person);
    assertThat(persons.reason()).contains("ticket 7");
    AuditFilter sweeps = AuditFilter.ALL.withAction("sweep");
    assertThat(own.search(sweeps, PAGE).items()).isEmpty();
    assertThat(all.search(sweeps, PAGE).items()).containsExactly(persons, nobodys);
    assertThat(shared.system().audit(tenant).search(sweeps, PAGE).items()).hasSize(2);
    assertThat(shared.system().audit(rival).search(sweeps, PAGE).items()).isEmpty();
  }

  @Test
  void aUserAppendsEntriesInTheirOwnNameOnly() {
    assertThat(own.append(entry("own")).actorId()).contains(ann);
    Expect.denied(() -> shared.admin(tenant).audit(rival).append(entry("own")));
    Expect.denied(() -> shared.admin(tenant).audit(SharedService.PLATFORM).append(entry("own")));
    Expect.denied(() -> all.record("user", event(tenant, "user:1", Instant.now())));
  }

  @Test
  void anEventIsRecordedOnce() throws Exception {
    AuditDao log = shared.system().audit(tenant);
    Event event = event(tenant, "user:" + bob, Instant.parse("2026-05-31T23:59:59.999999Z"));
    Callable<Boolean> record = () -> log.record("user", event);
    assertThat(Parallel.run(Stream.generate(() -> record).limit(6).toList()))
        .containsOnlyOnce(true);
    assertThat(log.record("user", event)).isFalse();
    AuditEntry entry = log.search(AuditFilter.ALL.onResource("user", bob), PAGE).items().get(0);
    assertThat(entry.eventId()).contains(event.id());
    assertThat(entry.action()).isEqualTo("user.suspended");
    assertThat(entry.resourceId()).contains(bob.toString());
    assertThat(entry.changes()).isEqualTo(event.payload());
    assertThat(entry.actorId()).contains(NEVER);
    assertThat(entry.reason()).contains("a complaint");
    assertThat(entry.source()).contains("user");
    assertThat(entry.createdAt()).isEqualTo(event.createdAt());
    assertThat(log.search(AuditFilter.ALL.byActor(NEVER).onResource("user", bob), PAGE).items())
        .containsExactly(entry);
  }

  @Test
  void eventsOfOtherSourcesTenantsAndKeysAreRecordedToo() {
    Event event = event(rival, "sweep", Instant.now());
    AuditDao log = shared.system().audit(rival);
    assertThat(log.record("provider", event)).isTrue();
    assertThat(log.record("chat", event)).isTrue();
    assertThat(log.search(AuditFilter.ALL, PAGE).items())
        .hasSize(2)
        .allMatch(entry -> entry.resourceType().equals("sweep") && entry.resourceId().isEmpty());
    Event platforms = event(SharedService.PLATFORM, "administrator:a:b", Instant.now());
    assertThat(shared.system().audit(SharedService.PLATFORM).record("user", platforms)).isTrue();
    assertThat(
            shared
                .system()
                .audit(SharedService.PLATFORM)
                .search(AuditFilter.ALL.onResource("administrator", "a:b"), PAGE)
                .items())
        .hasSize(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shared.system().audit(tenant).record("user", platforms))
        .withMessageContaining("the tenant whose audit log this is");
  }

  @Test
  void anEventThatWasRefusedCanStillBeRecorded() {
    Event event = event(tenant, "user:1", Instant.now());
    AuditDao log = shared.system().audit(tenant);
    Expect.refused("audit_logs_source_check", () -> log.record("User", event));
    assertThat(log.record("user", event)).isTrue();
  }

  @Test
  void allConditionsOfAFilterHaveToBeMet() {
    AuditEntry first = own.append(NewAuditEntry.of("portal", "one", Resource.of("thing", 1)));
    AuditEntry second = own.append(NewAuditEntry.of("portal", "two", Resource.of("thing", 1)));
    AuditEntry third = all.append(NewAuditEntry.of("portal", "one", Resource.of("thing", 2)));
    AuditFilter things = AuditFilter.ALL.between(first.createdAt(), Instant.MAX);
    assertThat(all.search(things, PAGE).items()).contains(first, second, third);
    assertThat(all.search(things.onResource("thing", 1), PAGE).items())
        .containsExactly(second, first);
    assertThat(all.search(things.onResource("thing", 1).withAction("one"), PAGE).items())
        .containsExactly(first);
    assertThat(all.search(things.onResource("thing", 2).byActor(adminId), PAGE).items())
        .containsExactly(third);
    assertThat(all.search(things.onResource("thing", 2).byActor(ann), PAGE).items()).isEmpty();
    assertThat(
            all.search(
                    AuditFilter.ALL
                        .between(first.createdAt(), second.createdAt())
                        .onResource("thing", 1),
                    PAGE)
                .items())
        .containsExactly(first);
  }

  @Test
  void everySetOfConditionsFindsWhatAScanFinds() {
    UUID elsewhere = Ids.next();
    List<String> words = List.of("a", "b", "c");
    List<AuditEntry> entries = new ArrayList<>();
    for (UUID actor : List.of(ann, bob, ann)) {
      shared
          .user(elsewhere, actor)
          .useTransaction(
              session -> {
                for (String action : words) {
                  for (String type : words) {
                    for (String id : words) {
                      Resource resource = Resource.of(type, id);
                      entries.add(
                          session.audit().append(NewAuditEntry.of("portal", action, resource)));
                    }
                  }
                }
              });
    }
    Instant from = entries.get(27).createdAt();
    Instant to = entries.get(54).createdAt();
    AuditDao log = shared.admin(elsewhere).audit();
    for (int set = 0; set < 64; set++) {
      AuditFilter filter =
          new AuditFilter(
              (set & 1) == 0 ? Optional.empty() : Optional.of(bob),
              (set & 2) == 0 ? Optional.empty() : Optional.of("a"),
              (set & 4) == 0 ? Optional.empty() : Optional.of("b"),
              (set & 8) == 0 ? Optional.empty() : Optional.of("c"),
              (set & 16) == 0 ? Instant.MIN : from,
              (set & 32) == 0 ? Instant.MAX : to);
      assertThat(log.search(filter, PAGE).items())
          .as("%s", filter)
          .containsExactlyInAnyOrderElementsOf(
              entries.stream().filter(entry -> meets(filter, entry)).toList());
    }
  }

  private static boolean meets(AuditFilter filter, AuditEntry entry) {
    return (filter.actorId().isEmpty() || filter.actorId().equals(entry.actorId()))
        && filter.action().map(entry.action()::equals).orElse(true)
        && filter.resourceType().map(entry.resourceType()::equals).orElse(true)
        && (filter.resourceId().isEmpty() || filter.resourceId().equals(entry.resourceId()))
        && !entry.createdAt().isBefore(filter.from())
        && entry.createdAt().isBefore(filter.to());
  }

  @Test
  void pagesGoFromNewToOldAndCoverAllOnceWhileEntriesComeIn() {
    shared
        .user(tenant, ann)
        .useTransaction(
            session -> {
              for (int i = 0; i < 8; i++) {
                session.audit().append(entry("page"));
              }
            });
    AuditFilter filter = AuditFilter.ALL.withAction("page");
    for (int size : List.of(1, 3, 1000)) {
      List<AuditEntry> before = new ArrayList<>(own.search(filter, PAGE).items());
      before.sort(
          Comparator.comparing(AuditEntry::createdAt)
              .thenComparing(entry -> entry.id().toString())
              .reversed());
      assertThat(
              Paging.all(size, page -> own.search(filter, page), () -> own.append(entry("page"))))
          .isEqualTo(before);
    }
  }

  /** Whoever makes the whole chain anew cannot make the seal that was noted elsewhere. */
  @Test
  void aSealThatWasNotedIsComparedWithTheChain() {
    TestDatabase.notOnCitus("entries are not sealed there");
    own.append(entry("noted"));
    shared.system().withJooq(jooq -> jooq.fetch("select lyss_shared.seal_entries()"));
    AuditSeal noted = all.lastSeal().orElseThrow();
    assertThat(all.verify()).isEmpty();
    assertThat(all.verify(noted)).isEmpty();
    String hash = (noted.hash().startsWith("0") ? "1" : "0") + noted.hash().substring(1);
    assertThat(all.verify(new AuditSeal(noted.number(), hash, noted.sealedAt())))
        .hasValueSatisfying(broken -> assertThat(broken.number()).hasValue(noted.number()));
    assertThat(all.verify(new AuditSeal(noted.number() + 1, hash, noted.sealedAt()))).isPresent();
  }

  @Test
  void anInvalidEntryIsRefused() {
    Resource seven = Resource.of("x", 7);
    Expect.refused("audit_logs_action_check", () -> own.append(entry("")));
    Expect.refused("", () -> own.append(entry("x".repeat(101))));
    Expect.refused(
        "audit_logs_resource_type_check",
        () -> own.append(NewAuditEntry.of("portal", "x", Resource.of("", 1))));
    for (String source : List.of("", "Chat", "1chat", "chat service")) {
      Expect.refused(
          "audit_logs_source_check", () -> own.append(NewAuditEntry.of(source, "x", seven)));
    }
    for (String source : List.of("user", "relay", "pr0-vider")) {
      Expect.refused(
          "audit_logs_source_reserved", () -> own.append(NewAuditEntry.of(source, "x", seven)));
    }
    for (String action : List.of("row_delete", "Read_Secret", " import_tenant")) {
      Expect.refused("audit_logs_action_reserved", () -> own.append(entry(action)));
    }
    Expect.refused(
        "audit_logs_changes_check", () -> own.append(entry("x").withChanges(new Json("[]"))));
    for (String none : List.of("", "localhost", "10.0.0", "10.0.0.256", "10.0.0.1, 10.0.0.2")) {
      Expect.refused(
          "",
          () -> own.append(entry("x").withClient(new Client(Optional.of(none), Optional.empty()))));
    }
  }
}
