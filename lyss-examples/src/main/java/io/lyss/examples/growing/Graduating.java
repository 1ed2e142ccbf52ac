package io.lyss.examples.growing;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.chat.Message;
import io.lyss.dao.chat.NewMessage;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.User;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.user.UserService;
import io.lyss.examples.host.Databases;
import io.lyss.examples.host.Journal;
import io.lyss.examples.quickstart.Table;
import io.lyss.schema.GraduatedChannel;
import io.lyss.schema.GraduatingProvider;
import io.lyss.schema.GraduatingTenant;
import io.lyss.schema.GraduationPass;
import io.lyss.schema.GraduationPlan;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssGraduation;
import io.lyss.secrets.Secret;
import io.lyss.secrets.SecretCipher;
import io.lyss.secrets.SecretPlace;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import javax.sql.DataSource;

/** The organisation becomes a tenant of the five services while somebody writes. */
final class Graduating {

  private static final int MEANWHILE = 25;
  private static final PageRequest NEWEST = PageRequest.first(100);

  private final Company company;
  private final SecretCipher cipher;
  private final Journal journal;
  private final Tenant tenant;

  Graduating(
      Company company,
      SecretCipher cipher,
      DataSource platformOwner,
      Databases services,
      Journal journal) {
    this.company = company;
    this.cipher = cipher;
    this.journal = journal;
    UUID id = Ids.next();
    Map<LyssDatabase, DataSource> owners = new EnumMap<>(LyssDatabase.class);
    Databases.SERVICES.forEach(service -> owners.put(service, services.owner(service)));
    this.tenant =
        new Tenant(
            id,
            UserService.over(services.of(LyssDatabase.USER)),
            ProviderService.over(services.of(LyssDatabase.PROVIDER)),
            ChatService.over(services.of(LyssDatabase.CHAT)),
            LyssGraduation.of(
                    platformOwner,
                    owners,
                    new GraduatingTenant(id, "Acme", "acme", "pro", 500, 1_000_000, "EUR"))
                .channels(this::channel));
  }

  /** A ciphertext is bound to its place, so the key is encrypted anew. */
  private GraduatedChannel channel(GraduatingProvider provider) {
    try (Secret key =
        cipher.decrypt(Ciphertext.of(provider.apiKey()), SecretPlace.ofProvider(provider.id()))) {
      return new GraduatedChannel(
          "openai",
          cipher
              .encrypt(key, SecretPlace.ofChannel(provider.tenant(), provider.channel()))
              .reveal(),
          List.of(Tenant.MODEL),
          Map.of());
    }
  }

  Tenant become() {
    GraduationPlan plan = tenant.graduation().plan();
    if (!plan.refusals().isEmpty()) {
      throw new IllegalStateException(plan.refusals().toString());
    }
    plan.gaps().forEach((what, count) -> journal.line("%d %s", count, what));
    try (Writer writer = Writer.of(company, MEANWHILE)) {
      pass(writer);
      writer.awaitSome();
      pass(writer);
      close(plan, writer);
    }
    accessIsTheSame();
    return tenant;
  }

  private void pass(Writer writer) {
    int before = writer.written();
    long begin = System.nanoTime();
    GraduationPass pass = tenant.graduation().copy();
    journal.line(
        "pass %d: %,d rows in %s; %d messages were written meanwhile",
        pass.number(),
        pass.changed(),
        Cost.text(System.nanoTime() - begin),
        writer.written() - before);
  }

  private void close(GraduationPlan plan, Writer writer) {
    tenant.graduation().close();
    journal.line("closed; whoever writes is told: %s", writer.awaitRefusal().getMessage());
    SortedMap<String, Long> moved = tenant.graduation().finish();
    long last = lastMessage();
    Scope.TenantUser scope = tenant.scope(company.writer()).orElseThrow();
    UUID talk = tenant.newId("conversation", company.talk().id());
    Message next = tenant.chats().asUser(scope).messages().append(talk, NewMessage.user("At last"));
    journal.line(
        "nobody could write for %s: message %d was written here, %d is written there",
        Cost.text(System.nanoTime() - writer.refusedAt()), last, next.sequence());
    Table table = new Table("moved", "as planned", "rows");
    moved.forEach(
        (kind, rows) ->
            table.row(kind, Math.toIntExact(plan.rows().get(kind)), Math.toIntExact(rows)));
    table.lines().forEach(line -> journal.line("%s", line));
  }

  private long lastMessage() {
    return company
        .platform()
        .asUser(company.writer())
        .messages()
        .listNewestFirst(company.talk().id(), PageRequest.first(1))
        .items()
        .get(0)
        .sequence();
  }

  /** Asks both databases of each user and provider whether the user may use it. */
  private void accessIsTheSame() {
    int granted = 0;
    int other = 0;
    for (User user : company.people()) {
      for (Provider provider : company.providers()) {
        boolean could = could(user, provider);
        granted += could ? 1 : 0;
        other += could == tenant.canUse(user, provider) ? 0 : 1;
      }
    }
    journal.line(
        "who may use what: %d of %d answers were yes; %s",
        granted,
        company.people().size() * company.providers().size(),
        other == 0 ? "all are what they were" : other + " ARE OTHERS NOW");
  }

  private boolean could(User user, Provider provider) {
    try {
      return company
          .platform()
          .asUser(user.id())
          .providers()
          .canUserAccessProvider(user.id(), provider.id());
    } catch (ScopeDeniedException e) {
      return false;
    }
  }
}
