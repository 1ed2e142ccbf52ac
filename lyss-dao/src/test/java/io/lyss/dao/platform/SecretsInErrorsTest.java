package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.error.LyssException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * No exception or record shows a secret or the values of a refused row, because both are logged.
 */
class SecretsInErrorsTest extends PlatformTest {

  private static final String SECRET = "XsecretX";
  private static final Ciphertext KEY = Ciphertext.of("aes:" + SECRET.repeat(6));
  private static final PasswordHash HASH = PasswordHash.of("$2b$10$" + SECRET.repeat(6));
  private static final Json SECRETS = new Json("{\"token\": \"" + SECRET + "\"}");

  private final User user = platform.user();
  private final User admin = platform.admin();
  private final Conversation conversation = platform.conversation(user);

  private static void tellsNothing(ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isInstanceOf(LyssException.class);
    StringWriter everything = new StringWriter();
    // With all causes and suppressed exceptions.
    thrown.printStackTrace(new PrintWriter(everything));
    assertThat(everything.toString()).doesNotContain(SECRET);
  }

  private static NewUser newUser(String name, String email) {
    return new NewUser(name, email, HASH, UserRole.USER);
  }

  private static NewProvider newProvider(String name, Json config) {
    return new NewProvider(
        name, ProviderKind.CUSTOM, KEY, Optional.of("https://" + SECRET), config);
  }

  @Test
  void refusedUsersAreNotRepeated() {
    UserDao users = platform.system().users();
    users.create(newUser("taken", "taken@" + SECRET));
    tellsNothing(() -> users.create(newUser("taken", "other@" + SECRET)));
    tellsNothing(() -> users.create(newUser("other", "TAKEN@" + SECRET)));
    tellsNothing(() -> users.create(newUser(SECRET + " ", "a@b")));
    tellsNothing(() -> users.create(newUser(SECRET.repeat(7), "a@b")));
    tellsNothing(() -> users.create(newUser("a", SECRET)));
    tellsNothing(() -> users.create(newUser(SECRET + "\0", "a@b")));
    tellsNothing(() -> platform.as(user).users().create(newUser(SECRET, "a@" + SECRET)));
  }

  @Test
  void refusedProvidersAreNotRepeated() {
    ProviderDao providers = platform.as(user).providers();
    Provider own = providers.createPersonal(newProvider("own", SECRETS));
    tellsNothing(() -> providers.createPersonal(newProvider("own", SECRETS)));
    tellsNothing(() -> providers.createPersonal(newProvider("", SECRETS)));
    tellsNothing(
        () -> providers.createPersonal(newProvider("x", new Json("[\"" + SECRET + "\"]"))));
    tellsNothing(() -> providers.createPersonal(newProvider("x", new Json("{" + SECRET))));
    tellsNothing(() -> providers.createOrganization(newProvider("x", SECRETS)));
    tellsNothing(() -> providers.update(own.withName(SECRET.repeat(20))));
    tellsNothing(() -> providers.update(own.withApiBaseUrl(Optional.of(SECRET))));
    tellsNothing(() -> providers.apiKey(own.id()));
    assertThat(own.toString()).doesNotContain(KEY.reveal());
    tellsNothing(() -> platform.as(admin).distributions().distribute(own.id(), List.of(user.id())));
  }

  @Test
  void refusedConversationsAndMessagesAreNotRepeated() {
    ConversationDao conversations = platform.as(user).conversations();
    MessageDao messages = platform.as(user).messages();
    int provider = conversation.providerId();
    tellsNothing(() -> conversations.open(provider, SECRET.repeat(30)));
    tellsNothing(() -> conversations.open(NEVER, SECRET, SECRETS));
    tellsNothing(() -> conversations.open(provider, "", SECRETS));
    tellsNothing(() -> conversations.open(provider, SECRET, new Json("\"" + SECRET + "\"")));
    NewMessage list = NewMessage.of(MessageRole.USER, SECRET).withMetadata(new Json("[]"));
    NewMessage broken = NewMessage.of(MessageRole.USER, "x").withMetadata(new Json(SECRET));
    NewMessage good = NewMessage.of(MessageRole.USER, SECRET).withMetadata(SECRETS);
    tellsNothing(() -> messages.append(conversation.id(), list));
    tellsNothing(() -> messages.append(conversation.id(), broken));
    tellsNothing(() -> messages.append(NEVER, good));
  }

  @Test
  void refusedEntriesAndUsageAreNotRepeated() {
    AuditDao audit = platform.as(user).audit();
    tellsNothing(
        () ->
            audit.append(
                new NewAuditEntry(
                    "x",
                    "y",
                    OptionalLong.empty(),
                    SECRETS,
                    Optional.of(SECRET),
                    Optional.of(SECRET))));
    tellsNothing(() -> audit.append(NewAuditEntry.of(SECRET.repeat(7), "x", 1)));
    NewUsage usage =
        NewUsage.of(user.id(), conversation.providerId(), 1, BigDecimal.ONE)
            .withTags(new Json("{300001"));
    Throwable thrown = catchThrowable(() -> platform.as(user).usage().record(usage));
    assertThat(thrown).isInstanceOf(LyssException.class);
    assertThat(thrown)
        .hasMessageNotContaining("300001")
        .hasMessageContaining("invalid input syntax for type json");
    tellsNothing(
        () -> audit.search(AuditFilter.ALL.withAction(SECRET + "\0"), PageRequest.first(1)));
  }

  @Test
  void noRecordShowsAKeyOrAHash() {
    assertThat(newUser("a", "a@b").toString()).contains("a@b").doesNotContain(SECRET);
    assertThat(NewProvider.of("x", ProviderKind.CUSTOM, KEY).toString())
        .contains("name=x")
        .doesNotContain(SECRET);
  }
}
