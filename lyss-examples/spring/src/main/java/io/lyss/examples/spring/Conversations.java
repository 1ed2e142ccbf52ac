package io.lyss.examples.spring;

import io.lyss.dao.PageRequest;
import io.lyss.dao.platform.Conversation;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.spring.Sessions;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Uses LYSS's conversations, and beside them a table of the host. */
@Service
class Conversations {

  private final Sessions sessions;
  private final JdbcTemplate jdbc;

  Conversations(Sessions sessions, JdbcTemplate jdbc) {
    this.sessions = sessions;
    this.jdbc = jdbc;
  }

  List<String> titles() {
    return sessions.platform().conversations().list(PageRequest.first(50)).items().stream()
        .map(Conversation::title)
        .toList();
  }

  /**
   * Stores a conversation and a bookmark, both or neither: the host refuses a second bookmark of
   * that title.
   */
  @Transactional
  void open(int provider, String title) {
    PlatformSession me = sessions.platform();
    Conversation opened = me.conversations().open(provider, title);
    jdbc.update(
        "insert into host.bookmarks (title, conversation) values (?, ?)", title, opened.id());
  }
}
