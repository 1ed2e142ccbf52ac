package io.lyss.examples.services;

import io.lyss.dao.Cost;
import io.lyss.dao.PricedModel;
import io.lyss.dao.Scope;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.chat.ChatSession;
import io.lyss.dao.chat.Conversation;
import io.lyss.dao.chat.ModelSettings;
import io.lyss.dao.chat.NewConversation;
import io.lyss.dao.chat.NewMessage;
import io.lyss.dao.provider.ChannelFailure;
import io.lyss.dao.provider.ChannelRequest;
import io.lyss.dao.provider.Consumption;
import io.lyss.dao.provider.IssuedToken;
import io.lyss.dao.provider.NewReservation;
import io.lyss.dao.provider.NewToken;
import io.lyss.dao.provider.ProviderSession;
import io.lyss.dao.provider.Reservation;
import io.lyss.dao.provider.SelectedChannel;
import io.lyss.dao.provider.Selection;
import io.lyss.dao.provider.Settlement;
import io.lyss.dao.provider.VerifiedToken;
import io.lyss.dao.shared.PermissionExplanation;
import io.lyss.dao.user.Login;
import io.lyss.dao.user.LoginDao;
import io.lyss.examples.host.Journal;
import io.lyss.examples.host.Passwords;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One request of Ann's, from her login to the answer. */
final class Request {

  private static final String QUESTION = "What will the weather be in Shanghai tomorrow?";
  private static final long MOST_TOKENS = 500;

  private final Host host;
  private final Journal journal;

  Request(Host host, Journal journal) {
    this.host = host;
    this.journal = journal;
  }

  /** The scope of the user who made the request. */
  Scope.TenantUser follow() {
    Scope.TenantUser ann = logIn();
    String token = issueToken(ann);
    VerifiedToken verified = verify(token);
    Scope.TenantUser caller =
        host.users().asSystem("a request").logins().scope(verified.tenantId(), verified.userId());
    permit(caller);
    Conversation conversation = open(caller);
    answer(caller, verified, conversation);
    return caller;
  }

  private Scope.TenantUser logIn() {
    journal.step("Login by tenant and e-mail address");
    LoginDao logins = host.users().asSystem("login").logins();
    Login login = logins.find(Acme.SLUG, Acme.EMAIL.toUpperCase()).orElseThrow();
    if (!Passwords.matches(Acme.PASSWORD, login.passwordHash())) {
      throw new IllegalStateException("the password is wrong");
    }
    logins.record(login.tenantId(), login.userId());
    Scope.TenantUser scope = logins.scope(login.tenantId(), login.userId());
    journal.line("%s is %s, in %d group", Acme.EMAIL, scope.role(), scope.groupIds().size());
    return scope;
  }

  private String issueToken(Scope.TenantUser ann) {
    journal.step("A token for her programs");
    IssuedToken issued =
        host.providers()
            .asUser(ann)
            .tokens()
            .issue(NewToken.of("laptop").withModels(Set.of(Acme.MODEL)));
    journal.line(
        "\"%s\" %s..., for the model %s only; shown once, stored as a hash",
        issued.details().name(), issued.details().keyPrefix(), Acme.MODEL);
    return issued.secret().reveal();
  }

  private VerifiedToken verify(String token) {
    journal.step("A request comes with the token");
    VerifiedToken verified = host.providers().verify(token).token().orElseThrow();
    journal.line("it is valid, and names tenant and user");
    journal.line(
        "with one letter changed it is %s", host.providers().verify(misspelt(token)).outcome());
    return verified;
  }

  private static String misspelt(String token) {
    int place = token.length() - 10;
    char other = token.charAt(place) == 'a' ? 'b' : 'a';
    return token.substring(0, place) + other + token.substring(place + 1);
  }

  private void permit(Scope.TenantUser caller) {
    journal.step("May she hold a conversation?");
    PermissionExplanation explanation =
        host.shared().asUser(caller).permissions().explain("conversation.create");
    journal.line("%s", explanation);
    journal.line(
        "the greeting that is set for her tenant: %s",
        host.shared().asUser(caller).settings().get("chat.greeting").value().text());
  }

  private Conversation open(Scope.TenantUser caller) {
    ChatSession chat = host.chats().asUser(caller);
    Conversation conversation =
        chat.conversations()
            .open(
                NewConversation.of(
                    "The weather in Shanghai", ModelSettings.DEFAULT.withModel(Acme.MODEL)));
    chat.messages().append(conversation.id(), NewMessage.user(QUESTION).withTokens(12));
    return conversation;
  }

  private void answer(Scope.TenantUser caller, VerifiedToken token, Conversation conversation) {
    journal.step("A channel for the model, and the answer");
    ProviderSession providers = host.providers().asUser(caller);
    Set<UUID> tried = new HashSet<>();
    ChannelRequest request =
        ChannelRequest.of(Acme.MODEL).withToken(token.id()).withKey(conversation.id().toString());
    while (true) {
      Selection selection = providers.routing().select(request.excluding(tried));
      SelectedChannel channel =
          selection
              .channel()
              .orElseThrow(() -> new IllegalStateException("no channel: " + selection.outcome()));
      String name = providers.channels().get(channel.channelId()).name();
      NewReservation reservation = NewReservation.of(request, channel.channelId(), MOST_TOKENS);
      if (providers.quota().reserve(reservation).outcome() != Reservation.Outcome.RESERVED) {
        throw new IllegalStateException("no quota is left");
      }
      try {
        Model.Answer answer = Model.ask(name, QUESTION);
        providers.routing().reportSuccess(channel.attempt());
        settle(caller, channel, reservation, answer);
        keep(caller, conversation, channel, answer);
        return;
      } catch (Model.DownException e) {
        // The reservation is released, the channel is closed for a while, and the next try selects
        // another one.
        providers.quota().release(reservation.id());
        providers.routing().reportFailure(channel.attempt(), ChannelFailure.ofChannel());
        tried.add(channel.channelId());
        journal.line("\"%s\" says: %s", name, e.getMessage());
      }
    }
  }

  private void settle(
      Scope.TenantUser caller,
      SelectedChannel channel,
      NewReservation reservation,
      Model.Answer answer) {
    Optional<Cost> cost =
        host.providers()
            .asUser(caller)
            .prices()
            .cost(
                new PricedModel(channel.type(), channel.model()),
                Instant.now(),
                TokenCounts.of(answer.promptTokens(), answer.completionTokens()));
    Settlement settlement =
        host.providers()
            .asUser(caller)
            .quota()
            .settle(
                reservation.id(),
                Consumption.ofTokens(
                    answer.promptTokens(),
                    answer.completionTokens(),
                    cost.orElseThrow().currency(),
                    cost.orElseThrow().amount()));
    journal.line(
        "%s answers as %s: %d tokens of %d held, %s %s",
        channel.type(),
        channel.model(),
        settlement.amount().orElseThrow(),
        MOST_TOKENS,
        cost.orElseThrow().amount(),
        cost.orElseThrow().currency());
  }

  private void keep(
      Scope.TenantUser caller,
      Conversation conversation,
      SelectedChannel channel,
      Model.Answer answer) {
    ChatSession chat = host.chats().asUser(caller);
    chat.messages()
        .append(
            conversation.id(),
            NewMessage.assistant(answer.text())
                .withTokens(answer.completionTokens())
                .answeredBy(channel.model(), 180));
    Conversation now = chat.conversations().get(conversation.id());
    journal.line(
        "\"%s\": %d messages, %d tokens", now.title(), now.messageCount(), now.tokenUsage());
  }
}
