package io.lyss.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.dao.CallListener;
import io.lyss.dao.Freshness;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.ScopeSigner;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.platform.AccessExplanation;
import io.lyss.dao.platform.Conversation;
import io.lyss.dao.platform.MessageRole;
import io.lyss.dao.platform.NewMessage;
import io.lyss.dao.platform.NewProvider;
import io.lyss.dao.platform.NewUsage;
import io.lyss.dao.platform.NewUser;
import io.lyss.dao.platform.Period;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.ProviderKind;
import io.lyss.dao.platform.ProviderUser;
import io.lyss.dao.platform.User;
import io.lyss.dao.platform.UserRole;
import io.lyss.schema.Diagnosis;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssDoctor;
import io.lyss.schema.LyssMigrator;
import io.lyss.secrets.KeySets;
import io.lyss.secrets.ProviderKeys;
import io.lyss.secrets.Secret;
import io.lyss.secrets.SecretCipher;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An organisation with an administrator, user 7 and provider 2, as in the documents. */
class PlatformSnippetsTest {

  private static final ThrowawayDatabase DATABASE = ThrowawayPostgres.shared().database();
  private static final DataSource dataSource = DATABASE.dataSource();
  private static final DataSource ownerDataSource = dataSource;
  private static final DataSource applicationDataSource = dataSource;
  private static final DataSource jobsDataSource = dataSource;
  private static final PasswordHash hash = PasswordHash.NONE;
  private static final String apiKey = "sk-1";
  private static final Vault vault = new Vault();

  private final Platform platform = Platform.over(dataSource);
  private final PlatformSession me = platform.asUser(7);

  @BeforeAll
  static void organisation() {
    LyssMigrator.of(LyssDatabase.PLATFORM, ownerDataSource).migrate();
    DATABASE.execute(
        "select setval(pg_get_serial_sequence('lyss_platform.users', 'id'), 6);"
            + "select setval(pg_get_serial_sequence('lyss_platform.provider_configs', 'id'), 1)");
    PlatformSession system = Platform.over(dataSource).asSystem("test");
    int admin =
        system.users().create(new NewUser("root", "root@acme.example", hash, UserRole.ADMIN)).id();
    assertThat(admin).isEqualTo(7);
    PlatformSession seven = Platform.over(dataSource).asUser(admin);
    ProviderKeys keys = new ProviderKeys(SecretCipher.of(KeySets.generate()));
    Provider two =
        keys.create(
            seven,
            Secret.of(apiKey),
            (providers, key) ->
                providers.createOrganization(NewProvider.of("Two", ProviderKind.OPENAI, key)));
    assertThat(two.id()).isEqualTo(2);
    seven.distributions().distribute(2, List.of(7));
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void whoMayUseWhatAndWhen() {
    Instant friday = Instant.now().plus(Duration.ofDays(3));
    Instant then = Instant.now().plus(Duration.ofDays(1));
    me.distributions().distribute(2, List.of(7), Period.until(friday));

    AccessExplanation why = me.providers().explainAccess(7, 2, then);
    Page<ProviderUser> users = me.providers().usersOf(2, then, PageRequest.first(50));
    long losing = me.providers().countUsersOf(2);
    assertThat(why.granted()).isTrue();
    assertThat(users.items()).extracting(ProviderUser::validUntil).hasSize(1);
    assertThat(losing).isEqualTo(1);
    assertThat(me.providers().explainAccess(7, 2, friday).granted()).isFalse();
    me.distributions().distribute(2, List.of(7));
  }

  @Test
  void theFirstScreen() {
    Platform platform = Platform.over(dataSource);
    PlatformSession me = platform.asUser(7);

    if (me.providers().canUserAccessProvider(7, 2)) {
      Conversation chat = me.conversations().open(2, "Weather in Shanghai");
      me.messages().append(chat.id(), NewMessage.of(MessageRole.USER, "上海今天的天气怎么样？"));
      me.usage().record(NewUsage.of(chat, 812, new BigDecimal("0.0024")));
    }
    System.out.println(me.providers().explainAccess(7, 2));
    me.messages().search("天气", PageRequest.first(20)).items().forEach(System.out::println);
    assertThat(me.messages().search("天气", PageRequest.first(20)).items()).hasSize(1);
  }

  @Test
  void allPagesOfAList() {
    me.conversations().open(2, "Draft of May");
    long drafts =
        Page.stream(500, me.conversations()::list)
            .filter(chat -> chat.title().startsWith("Draft"))
            .count();
    assertThat(drafts).isEqualTo(1);
  }

  @Test
  void whoListensToCalls() {
    Map<String, Duration> times = new ConcurrentHashMap<>();
    Platform platform =
        Platform.over(dataSource)
            .listener(CallListener.slow(Duration.ofMillis(200)))
            .listener(
                CallListener.atEnd(
                    call -> times.merge(call.name(), call.duration(), Duration::plus)));
    platform.asUser(7).providers().canUserAccessProvider(7, 2);
    assertThat(times).containsOnlyKeys("ProviderDao.canUserAccessProvider");
  }

  @Test
  void whereUsersAndProvidersComeFrom() {
    ProviderKeys keys = new ProviderKeys(SecretCipher.of(KeySets.generate()));
    PlatformSession signUp = Platform.over(jobsDataSource).asSystem("sign-up");
    User ada = signUp.users().create(new NewUser("ada", "ada@acme.example", hash, UserRole.ADMIN));
    User mei = signUp.users().create(new NewUser("mei", "mei@acme.example", hash, UserRole.USER));

    Platform platform = Platform.over(applicationDataSource);
    PlatformSession admin = platform.asUser(ada.id());
    Provider shared =
        keys.create(
            admin,
            Secret.of(apiKey),
            (providers, key) ->
                providers.createOrganization(NewProvider.of("Ours", ProviderKind.OPENAI, key)));
    admin.distributions().distribute(shared.id(), List.of(mei.id()));

    platform.asUser(mei.id()).providers().canUserAccessProvider(mei.id(), shared.id());
    assertThat(platform.asUser(mei.id()).providers().canUserAccessProvider(mei.id(), shared.id()))
        .isTrue();
  }

  @Test
  void keys() {
    Client client = new Client();
    SecretCipher cipher = SecretCipher.of(KeySets.fromJson(vault.read("lyss")));
    ProviderKeys keys = new ProviderKeys(cipher);
    Provider mine =
        keys.create(
            me,
            Secret.of(apiKey),
            (providers, key) ->
                providers.createPersonal(NewProvider.of("mine", ProviderKind.OPENAI, key)));
    try (Secret key = keys.read(platform.asSystem("a request"), mine.id())) {
      client.authorize(key.reveal());
    }
    assertThat(client.key).isEqualTo(apiKey);
  }

  @Test
  void doctor() {
    Diagnosis diagnosis = LyssDoctor.of(LyssDatabase.PLATFORM, dataSource).examine();
    // this test's login bypasses the policies
    assertThat(diagnosis.findings()).anyMatch(finding -> finding.what().contains("superuser"));
  }

  @Test
  void sessions() throws Exception {
    NewMessage question = NewMessage.of(MessageRole.USER, "Where to?");
    NewMessage answer = NewMessage.of(MessageRole.ASSISTANT, "To the lake.");
    me.useTransaction(
        tx -> {
          Conversation chat = tx.conversations().open(2, "Plans");
          tx.messages().append(chat.id(), List.of(question, answer));
        });
    Conversation chat = me.conversations().list(PageRequest.first(1)).items().get(0);
    me.conversations().update(chat.withTitle("Plans for May"));
    assertThat(me.conversations().get(chat.id()).title()).isEqualTo("Plans for May");
    NewUsage usage = NewUsage.of(chat, 812, new BigDecimal("0.0024"));
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      platform.asUser(7).joining(connection).usage().record(usage);
      connection.rollback();
    }
  }

  /** The place where the host keeps its secrets. */
  private static final class Vault {
    private final String keys = KeySets.toJson(KeySets.generate());

    String read(String name) {
      return keys;
    }
  }

  /** The client by which the host calls a provider. */
  private static final class Client {
    private String key = "";

    void authorize(String secret) {
      key = secret;
    }
  }

  @Test
  void replicas() {
    DataSource primary = dataSource;
    DataSource replica = dataSource;
    Platform platform = Platform.over(primary, replica).maxStaleness(Duration.ofSeconds(5));
    PlatformSession session = platform.asSystem("a request that writes");
    session.users().list(PageRequest.first(1));
    String cookie = session.freshness().toString();
    PlatformSession next =
        platform.asSystem("the next request").readingAtLeast(Freshness.parse(cookie));
    assertThat(next.users().list(PageRequest.first(1))).isNotNull();
  }

  @Test
  void signedScopes() {
    byte[] key = new byte[32];
    ScopeSigner signer = ScopeSigner.of("2026-11", key);
    Platform platform = Platform.over(dataSource).signer(signer);
    // the database does not have this key
    assertThatThrownBy(() -> platform.asSystem("signed").users().list(PageRequest.first(1)))
        .isInstanceOf(ScopeDeniedException.class)
        .hasMessageContaining("not signed with a key of this database");
  }
}
