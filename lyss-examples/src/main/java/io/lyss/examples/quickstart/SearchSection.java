package io.lyss.examples.quickstart;

import io.lyss.dao.PageRequest;
import io.lyss.dao.platform.Message;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.platform.User;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Shows one search box for two languages: what is typed, and what one user finds with it. */
final class SearchSection {

  private static final String CHINESE = "天气";
  private static final String ENGLISH = "run";
  private static final int HITS = 3;
  private static final int WIDTH = 78;

  private SearchSection() {}

  static void show(Platform platform, Organization organization, Report report) {
    User user = whoHasBoth(platform, organization);
    PlatformSession session = platform.asUser(user.id());
    report.section("What " + user.username() + " finds in their own messages");
    Table table = new Table("search", "who", "message, «the match»");
    search(session, CHINESE).forEach((hit, message) -> table.row(CHINESE, role(message), hit));
    search(session, ENGLISH).forEach((hit, message) -> table.row(ENGLISH, role(message), hit));
    report.table(table);
  }

  /** The texts that were found, each once, with the match marked. */
  private static Map<String, Message> search(PlatformSession session, String text) {
    Map<String, Message> hits = new LinkedHashMap<>();
    for (Message message : session.messages().search(text, PageRequest.first(50)).items()) {
      if (hits.size() < HITS) {
        hits.putIfAbsent(excerpt(marked(session, message.content(), text)), message);
      }
    }
    return hits;
  }

  /** As much of a text as fits on a line, including the first match. */
  private static String excerpt(String marked) {
    int before = marked.indexOf('«') - WIDTH / 4;
    return TextWidth.of(marked) <= WIDTH || before <= 0
        ? TextWidth.fit(marked, WIDTH)
        : TextWidth.fit("…" + marked.substring(before), WIDTH);
  }

  /**
   * Finds the match in the text: a Chinese query stands there as it was typed, but only the server
   * knows which form of an English word matches.
   */
  private static String marked(PlatformSession session, String content, String text) {
    if (text.equals(CHINESE)) {
      return content.replace(text, "«" + text + "»");
    }
    return session.withJooq(
        jooq ->
            String.valueOf(
                jooq.fetchValue(
                    "select ts_headline('english', ?, plainto_tsquery('english', ?),"
                        + " 'StartSel=«, StopSel=», HighlightAll=true')",
                    content,
                    text)));
  }

  private static String role(Message message) {
    return message.role().name().toLowerCase(Locale.ROOT);
  }

  private static User whoHasBoth(Platform platform, Organization organization) {
    return organization.users().stream()
        .filter(user -> Stream.of(CHINESE, ENGLISH).allMatch(text -> finds(platform, user, text)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nobody finds both"));
  }

  /** At least two texts, because one proves little. */
  private static boolean finds(Platform platform, User user, String text) {
    return search(platform.asUser(user.id()), text).size() > 1;
  }
}
