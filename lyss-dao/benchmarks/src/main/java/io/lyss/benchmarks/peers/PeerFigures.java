package io.lyss.benchmarks.peers;

import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Run;
import io.lyss.benchmarks.figures.Volume;
import io.lyss.benchmarks.text.TextFigures;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Group peers: what a page of messages costs with other libraries, as a ratio to the DAO. */
public final class PeerFigures {

  private PeerFigures() {}

  public static void measure(Run run) throws SQLException {
    if (!run.asks("peers")) {
      return;
    }
    Volume chat = TextFigures.chat(run);
    for (Peer peer : Peer.values()) {
      run.compared(
          "a page of messages against the DAO: " + peer,
          peer.isScoped() ? chat.application(peer::page) : chat.owner(peer::page),
          chat.application(PeerFigures::page));
    }
  }

  private static Call page(DataSource source) {
    ChatService service = ChatService.over(source);
    PageRequest fifty = PageRequest.first(Asked.ROWS - 1);
    return n ->
        service
            .asUser(Scope.TenantUser.of(Asked.TENANT, Asked.user(n)))
            .messages()
            .listNewestFirst(Asked.conversation(n), fifty);
  }
}
