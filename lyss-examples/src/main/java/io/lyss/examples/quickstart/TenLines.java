package io.lyss.examples.quickstart;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.platform.Conversation;
import io.lyss.dao.platform.Message;
import io.lyss.dao.platform.MessageRole;
import io.lyss.dao.platform.NewMessage;
import io.lyss.dao.platform.NewProvider;
import io.lyss.dao.platform.NewUsage;
import io.lyss.dao.platform.NewUser;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.ProviderKind;
import io.lyss.dao.platform.User;
import io.lyss.dao.platform.UserRole;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.sql.DataSource;

/** What a host of LYSS writes. The quickstart shows these lines, and a test runs them. */
final class TenLines {

  private static final String BEGIN = "// ten lines";
  private static final String END = "// end of the ten lines";

  private TenLines() {}

  static List<Message> run(DataSource owner, DataSource app, Ciphertext key) {
    BigDecimal cost = new BigDecimal("0.0004");
    NewUser mei = new NewUser("mei", "mei@host.example", PasswordHash.NONE, UserRole.USER);
    // ten lines
    LyssMigrator.of(LyssDatabase.PLATFORM, owner).migrate();
    Platform platform = Platform.over(app);
    User user = platform.asSystem("sign-up").users().create(mei);
    PlatformSession session = platform.asUser(user.id());
    NewProvider own = NewProvider.of("My laptop", ProviderKind.OLLAMA, key);
    Provider provider = session.providers().createPersonal(own);
    Conversation talk = session.conversations().open(provider.id(), "北京 in May");
    session.messages().append(talk.id(), NewMessage.of(MessageRole.USER, "五月的天气怎么样？"));
    session.usage().record(NewUsage.of(talk, 42, cost));
    List<Message> found = session.messages().search("天气", PageRequest.first(20)).items();
    // end of the ten lines
    return found;
  }

  /** The lines between the marks in this source file. */
  static List<String> source() {
    try (InputStream file = TenLines.class.getResourceAsStream("TenLines.java")) {
      if (file == null) {
        throw new IllegalStateException("TenLines.java is not on the class path");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .dropWhile(line -> !line.equals(BEGIN))
          .skip(1)
          .takeWhile(line -> !line.equals(END))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
