package io.lyss.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PasswordHash;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.UserDao;
import io.lyss.schema.LyssDatabase;
import io.lyss.test.LyssSpringTest;
import io.lyss.test.LyssTestDatabase;
import io.lyss.test.TestUser;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Calls the host over HTTP; its pool for requests of users has one connection. */
@LyssSpringTest(LyssDatabase.PLATFORM)
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "host.owner.username=${lyss.test.owner.username}",
      "host.owner.password=${lyss.test.owner.password}",
      "host.jobs.username=${lyss.test.jobs.username}",
      "host.jobs.password=${lyss.test.jobs.password}",
      "spring.datasource.hikari.maximum-pool-size=1"
    })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String PASSWORD = "correct horse";

  @Autowired private LyssTestDatabase database;
  @Autowired private PasswordEncoder passwords;
  @Autowired private JdbcTemplate jdbc;
  @LocalServerPort private int port;

  private TestUser ann;
  private TestUser bob;
  private Provider ours;

  @BeforeAll
  void twoUsersWithPasswords() {
    ann = withPassword("ann");
    bob = withPassword("bob");
    ours = database.organisation().provider("Ours", ann, bob);
  }

  private TestUser withPassword(String name) {
    TestUser user = database.organisation().user(name);
    users().setPasswordHash(user.id(), PasswordHash.of(passwords.encode(PASSWORD)));
    return user;
  }

  private UserDao users() {
    return Platform.over(database.jobsDataSource()).asSystem("test").users();
  }

  @Test
  void eachUserLogsInAndSeesTheirOwn() {
    ann.conversation(ours, "of ann");
    bob.conversation(ours, "of bob");

    assertThat(get("/conversations", "ann").body()).contains("of ann").doesNotContain("of bob");
    assertThat(get("/conversations", "bob").body()).contains("of bob").doesNotContain("of ann");
  }

  @Test
  void aRequestWithoutALoginHasNoCurrentUser() {
    ann.conversation(ours, "secret");

    assertThat(send("/conversations", null, null).statusCode()).isEqualTo(401);
    assertThat(send("/conversations", "ann", "wrong").statusCode()).isEqualTo(401);
    assertThat(send("/conversations", "nobody", PASSWORD).statusCode()).isEqualTo(401);

    HttpResponse<String> withoutLogin = send("/greeting", null, null);
    assertThat(withoutLogin.statusCode()).isGreaterThanOrEqualTo(400);
    assertThat(withoutLogin.body()).doesNotContain("secret");
  }

  @Test
  void usersWithoutAPasswordAndInactiveUsersDoNotLogIn() {
    TestUser without = database.organisation().user("without");
    String none = users().passwordHash(without.id()).reveal();
    assertThat(refusal("without", none)).isEqualTo(refusal("ann", "wrong"));
    // refused because it does not match, and not by an exception that ends in the same answer
    assertThat(passwords.matches(none, none)).isFalse();

    TestUser left = withPassword("left");
    users().deactivate(left.id());
    assertThat(get("/conversations", "left").statusCode()).isEqualTo(401);
  }

  @Test
  void workInAnotherThreadIsThatOfTheUserWhoBeganIt() {
    ann.conversation(ours, "digest of ann");
    bob.conversation(ours, "digest of bob");

    List<CompletableFuture<String>> digests =
        IntStream.range(0, 20)
            .mapToObj(i -> i % 2 == 0 ? "ann" : "bob")
            .map(name -> CompletableFuture.supplyAsync(() -> digestOf(name)))
            .toList();
    assertThat(digests).allSatisfy(digest -> assertThat(digest.join()).isEqualTo("own"));
  }

  private String digestOf(String name) {
    HttpResponse<String> answer = get("/digest", name);
    String other = name.equals("ann") ? "bob" : "ann";
    return answer.statusCode() == 200
            && answer.body().contains("digest of " + name)
            && !answer.body().contains("of " + other)
            && answer.body().contains("task-")
        ? "own"
        : answer.statusCode() + " " + answer.body();
  }

  @Test
  void requestsRunOnVirtualThreadsWhereJavaHasThem() {
    boolean virtual = Runtime.version().feature() >= 21;
    ann.conversation(ours, "in a thread");

    String answer = get("/thread", "ann").body();
    assertThat(answer).contains("in a thread");
    assertThat(answer.startsWith("VirtualThread")).isEqualTo(virtual);
    assertThat(get("/digest", "ann").body().contains(" by VirtualThread")).isEqualTo(virtual);
  }

  @Test
  void theHostsRowAndThatOfLyssComeTogetherOrNotAtAll() {
    assertThat(open("ann", "once").statusCode()).isEqualTo(200);
    assertThat(open("ann", "once").statusCode()).isGreaterThanOrEqualTo(400);

    assertThat(get("/conversations", "ann").body()).containsOnlyOnce("once");
    assertThat(
            jdbc.queryForObject(
                "select count(*) from host.bookmarks where title = 'once'", Integer.class))
        .isEqualTo(1);
  }

  @Test
  void aRefusalOfLyssIsAProblemDetailForTheClient() {
    TestUser eve = withPassword("eve");
    assertThat(eve.id()).isPositive();

    HttpResponse<String> refused = open("eve", "not distributed to her");
    assertThat(refused.statusCode()).isBetween(400, 499);
    assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(refused.body()).contains("urn:lyss:").doesNotContain("lyss_platform");
  }

  @Test
  void theActuatorShowsEachDatabaseAndCountsCalls() {
    assertThat(get("/conversations", "ann").statusCode()).isEqualTo(200);

    assertThat(get("/actuator/health", "ann").body())
        .contains("\"lyss\":{", "\"platform\":\"up\"")
        .doesNotContain("DOWN");
    assertThat(get("/actuator/metrics/lyss.call?tag=call:ConversationDao.list", "ann").body())
        .contains("\"COUNT\"", "\"platform\"", "\"primary\"")
        .doesNotContain("ann");
    assertThat(send("/actuator/health", null, null).statusCode()).isEqualTo(401);
  }

  /** The answer to a client whose password is wrong. */
  private String refusal(String user, String password) {
    HttpResponse<String> answer = send("/conversations", user, password);
    assertThat(answer.statusCode()).isEqualTo(401);
    return answer.headers().allValues("WWW-Authenticate") + " " + answer.body().length();
  }

  private HttpResponse<String> open(String user, String title) {
    return answer(
        request(
                "/conversations?provider="
                    + ours.id()
                    + "&title="
                    + URLEncoder.encode(title, StandardCharsets.UTF_8),
                user,
                PASSWORD)
            .POST(BodyPublishers.noBody()));
  }

  private HttpResponse<String> get(String path, String user) {
    return send(path, user, PASSWORD);
  }

  private HttpResponse<String> send(String path, String user, String password) {
    return answer(request(path, user, password));
  }

  private HttpRequest.Builder request(String path, String user, String password) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    return user == null
        ? request
        : request.header(
            "Authorization",
            "Basic "
                + Base64.getEncoder()
                    .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
  }

  private static HttpResponse<String> answer(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
