package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.RetryableException;
import io.lyss.dao.session.Erasure;
import io.lyss.dao.session.Job;
import io.lyss.dao.session.JobDao;
import io.lyss.dao.session.JobSettings;
import io.lyss.dao.session.PersonalColumn;
import io.lyss.dao.session.PersonalDataDao;
import io.lyss.dao.session.PersonalDataExport;
import io.lyss.dao.session.PersonalDataExport.Part;
import io.lyss.dao.session.PersonalErasure;
import io.lyss.dao.session.PersonalKind;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PersonalDataDaoTest extends ChatServiceTest {

  private Scope.TenantUser user;
  private UUID tenant;
  private final PersonalDataDao system = chat.system().personalData();

  @BeforeEach
  void aNewUser() {
    user = chat.user();
    tenant = user.tenantId();
  }

  private UUID talk(Scope.TenantUser owner, int messages) {
    UUID id = chat.conversation(owner).id();
    chat.as(owner).messages().append(id, TestChat.said(messages));
    return id;
  }

  @Test
  void anExportHasAllThatWasSaidAndItsManifestSaysSo() throws Exception {
    talk(user, 90);
    talk(user, 60);
    talk(chat.beside(user), 5);
    PersonalDataDao own = chat.as(user).personalData();
    StringBuilder out = new StringBuilder();

    List<Part> manifest =
        PersonalDataExport.write(after -> own.rows(tenant, user.userId(), after, 7), out);

    assertThat(manifest)
        .extracting(Part::table, Part::rows)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("conversation_messages", 150L),
            org.assertj.core.groups.Tuple.tuple("conversations", 2L));
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(153).doesNotHaveDuplicates();
    assertThat(lines.get(152)).startsWith("{\"manifest\": [{\"table\": \"conversation_messages\"");
    for (Part part : manifest) {
      String theirs =
          lines.stream()
              .filter(line -> line.startsWith("{\"table\": \"" + part.table() + "\""))
              .map(line -> line + "\n")
              .collect(Collectors.joining());
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(theirs.getBytes(StandardCharsets.UTF_8));
      assertThat(part.sha256()).isEqualTo(HexFormat.of().formatHex(hash));
    }
    StringBuilder again = new StringBuilder();
    PersonalDataExport.write(after -> system.rows(tenant, user.userId(), after, 1000), again);
    assertThat(again.toString()).isEqualTo(out.toString());
    assertThat(chat.events("user", user.userId())).containsExactly("user.exported");
  }

  @Test
  void nobodyElseIsGivenWhatAUserHasSaid() {
    talk(user, 1);
    for (Scope.TenantUser stranger : chat.strangers(user)) {
      Expect.denied(
          () -> chat.as(stranger).personalData().rows(tenant, user.userId(), Optional.empty(), 5));
    }
    Expect.denied(
        () ->
            chat.service()
                .asAdministrator(Ids.next(), "curious")
                .personalData()
                .rows(tenant, user.userId(), Optional.empty(), 5));
  }

  @Test
  void columnsSayWhatTheyHold() {
    assertThat(chat.as(user).personalColumns())
        .contains(
            new PersonalColumn(
                "conversation_messages",
                "content",
                PersonalKind.PERSONAL,
                Optional.of(PersonalErasure.DELETE),
                Optional.empty()),
            new PersonalColumn(
                "jobs", "every", PersonalKind.OTHER, Optional.empty(), Optional.empty()));
  }

  /** Setting the job makes it due at once, even if it has just run. */
  private void runJobs() {
    runJobs(Duration.ofSeconds(20));
  }

  private void runJobs(Duration atMost) {
    JobDao jobs = chat.service().asSystem("jobs").jobs();
    jobs.set("erasures", JobSettings.UNCHANGED);
    jobs.runDue(atMost);
  }

  @Test
  void anErasureThatWasInterruptedIsFinishedByTheJob() {
    talk(user, 20);
    Erasure begun = system.erase(tenant, user.userId(), 5);
    assertThat(begun.done()).isFalse();
    assertThat(begun.reason()).isEqualTo("test");
    runJobs();

    Erasure finished = system.findErasure(tenant, user.userId()).orElseThrow();
    assertThat(finished.done()).isTrue();
    assertThat(finished.reason()).isEqualTo("test");
    assertThat(finished.counts().text()).contains("\"conversation_messages\": 20");
  }

  /** The user's own request is still open, in a conversation that it has not committed yet. */
  @Test
  void whatIsWrittenByARequestThatWasOpenMeanwhileIsErasedWhenItHasEnded() {
    talk(user, 3);
    chat.as(user)
        .useTransaction(
            request -> {
              UUID seen = request.conversations().open(NewConversation.of("seen late")).id();

              Erasure erasure = system.erase(tenant, user.userId(), 100);

              assertThat(erasure.done()).isFalse();
              assertThat(erasure.hasMore()).isFalse();
              assertThat(erasure.awaits()).hasSize(1);
              runJobs(Duration.ZERO);
              assertThat(system.findErasure(tenant, user.userId()))
                  .hasValueSatisfying(still -> assertThat(still.done()).isFalse());
              assertThat(chat.events("user", user.userId())).isEmpty();
              request.messages().append(seen, TestChat.said(2));
            });
    assertThat(chat.as(user).conversations().list(PageRequest.first(5)).items()).hasSize(1);

    runJobs();

    Erasure done = system.findErasure(tenant, user.userId()).orElseThrow();
    assertThat(done.done()).isTrue();
    assertThat(done.awaits()).isEmpty();
    assertThat(done.counts().text())
        .contains("\"conversations\": 2", "\"conversation_messages\": 5");
    assertThat(system.rows(tenant, user.userId(), Optional.empty(), 5)).isEmpty();
    assertThat(chat.events("user", user.userId())).contains("user.erased");
  }

  @Test
  void aHoldOnTheTenantKeepsAllOfItsUsers() {
    talk(user, 1);
    system.hold(tenant, tenant, "case 12");
    Expect.refused("legal_hold", () -> system.erase(tenant, user.userId(), 5));
    assertThat(system.listHolds(tenant)).singleElement().extracting("reason").isEqualTo("case 12");
    assertThat(system.endHold(tenant, tenant)).isTrue();
    assertThat(system.erase(tenant, user.userId(), 5).done()).isTrue();
  }

  @Test
  void aJournalIsReplayed() {
    talk(user, 3);
    Json journal =
        new Json(
            "[{\"tenant_id\": \"%s\", \"user_id\": \"%s\", \"erased_at\": \"2026-01-01T00:00:00Z\"}]"
                .formatted(tenant, user.userId()));
    assertThat(system.replayErasures(journal)).isEqualTo(1);
    assertThat(system.findErasure(tenant, user.userId()).orElseThrow().done()).isFalse();
    runJobs();
    assertThat(system.findErasure(tenant, user.userId()).orElseThrow().done()).isTrue();
    assertThat(system.replayErasures(journal)).isZero();
  }

  @Test
  void anErasureThatFailsHoldsUpNoOtherAndIsNamed() {
    TestDatabase.notOnCitus("nodes do not know the table of the host that is in the way");
    Scope.TenantUser other = chat.beside(user);
    UUID kept = talk(user, 3);
    talk(other, 3);
    chat.database()
        .execute(
            """
            create table notes_of_the_host (
              tenant_id uuid, conversation_id uuid,
              foreign key (tenant_id, conversation_id) references lyss_chat.conversations);
            insert into notes_of_the_host values ('%s', '%s');
            """
                .formatted(tenant, kept));
    String entry =
        "{\"tenant_id\": \"%s\", \"user_id\": \"%s\", \"erased_at\": \"2026-01-01T00:00:00Z\"}";
    system.replayErasures(
        new Json(
            "[%s, %s]"
                .formatted(
                    entry.formatted(tenant, user.userId()),
                    entry.formatted(tenant, other.userId()))));
    // one that fails is tried again as long as there is time
    do {
      runJobs(Duration.ZERO);
    } while (erasures().error().isEmpty());
    assertThat(system.findErasure(tenant, other.userId()).orElseThrow().done()).isTrue();
    assertThat(system.findErasure(tenant, user.userId()).orElseThrow().done()).isFalse();
    assertThat(erasures().error().orElseThrow())
        .contains(user.userId().toString(), "notes_of_the_host");

    chat.database()
        .execute(
            "drop table notes_of_the_host;"
                + " update lyss_chat.erasures set failed_at = failed_at - interval '2 hours'");
    runJobs();
    assertThat(system.findErasure(tenant, user.userId()).orElseThrow().done()).isTrue();
  }

  private Job erasures() {
    return chat.system().jobs().list().stream()
        .filter(job -> job.name().equals("erasures"))
        .findFirst()
        .orElseThrow();
  }

  /** It waits for a moment, though no lock_timeout is set here. */
  @Test
  void anErasureBesideAPurgeThatGoesOnIsToBeRepeatedAndSaysWhoPurges() {
    talk(user, 3);
    chat.system()
        .useTransaction(
            purging -> {
              purging.maintenance().purgeConversations(Duration.ZERO, 100);
              int process =
                  purging.<Integer, RuntimeException>withJooq(
                      jooq -> jooq.fetchOne("select pg_backend_pid()").get(0, Integer.class));
              assertThatExceptionOfType(RetryableException.class)
                  .isThrownBy(() -> system.erase(tenant, user.userId(), 1000))
                  .withMessageContaining(
                      "another transaction erases or purges: process "
                          + process
                          + " has held the lock");
            });
    assertThat(system.erase(tenant, user.userId(), 1000).counts().toString())
        .contains("\"conversations\": 1");
  }
}
