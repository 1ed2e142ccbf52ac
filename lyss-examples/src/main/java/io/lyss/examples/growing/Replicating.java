package io.lyss.examples.growing;

import io.lyss.dao.CallListener;
import io.lyss.dao.Freshness;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Route;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.chat.ChatSession;
import io.lyss.dao.chat.NewMessage;
import io.lyss.examples.host.Databases;
import io.lyss.examples.host.Journal;
import io.lyss.schema.LyssDatabase;
import io.lyss.throwaway.Standby;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;

/** A streaming standby of the server answers reads for the chat service. */
final class Replicating {

  private static final int READS = 500;
  private static final PageRequest PAGE = PageRequest.first(20);

  private final Map<Route, Integer> routes = new EnumMap<>(Route.class);
  private final Tenant tenant;
  private final Scope.TenantUser who;
  private final UUID talk;
  private final Journal journal;

  Replicating(Company company, Tenant tenant, Journal journal) {
    this.tenant = tenant;
    this.who = tenant.scope(company.writer()).orElseThrow();
    this.talk = tenant.newId("conversation", company.talk().id());
    this.journal = journal;
  }

  void read(Databases services, Standby standby) {
    ChatService both =
        ChatService.over(
                services.of(LyssDatabase.CHAT), services.replica(LyssDatabase.CHAT, standby))
            .maxStaleness(Duration.ofMinutes(5))
            .listener(CallListener.atEnd(call -> routes.merge(call.route(), 1, Integer::sum)));
    String alone = Cost.median(READS, () -> page(tenant.chats().asUser(who)));
    page(both.asUser(who));
    standby.catchUp();
    routes.clear();
    String there = Cost.median(READS, () -> page(both.asUser(who)));
    journal.line("a page of messages: %s from the primary, %s from the replica", alone, there);
    journal.line("reads since then: %s", routes);

    standby.pause();
    ChatSession writing = both.asUser(who);
    long written = writing.messages().append(talk, NewMessage.user("Is it there?")).sequence();
    journal.line(
        "the replica stands still; whoever has written message %d reads up to %d, others up to %d",
        written, page(writing), page(both.asUser(who)));
    String cookie = writing.freshness().toString();
    standby.resume();
    standby.catchUp();
    routes.clear();
    journal.line(
        "it has caught up: the next request, which brings %s, reads up to %d: %s",
        cookie, page(both.asUser(who).readingAtLeast(Freshness.parse(cookie))), routes);
  }

  /** The number of the latest message. */
  private long page(ChatSession session) {
    return session.messages().listNewestFirst(talk, PAGE).items().get(0).sequence();
  }
}
