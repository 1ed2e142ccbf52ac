package io.lyss.examples.quickstart;

import io.lyss.dao.platform.MessageRole;
import io.lyss.dao.platform.NewMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes up conversations, in English and in Chinese by turns; the same seed makes the same ones.
 */
final class Talk {

  private static final Language ENGLISH =
      new Language(
          Topic.read("topics-en.txt"),
          List.of("Beijing", "Lisbon", "Toronto", "Nairobi", "Kyoto", "Oslo"),
          List.of("Sales", "Support", "Finance", "Research", "Operations"),
          List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"));

  private static final Language CHINESE =
      new Language(
          Topic.read("topics-zh.txt"),
          List.of("北京", "上海", "杭州", "成都", "广州", "西安"),
          List.of("销售部", "客服部", "财务部", "研发部", "运营部"),
          List.of("今天", "明天", "周一", "周三", "周五"));

  private record Language(
      List<Topic> topics, List<String> cities, List<String> teams, List<String> days) {}

  /** A conversation that is not stored yet. */
  record Script(String title, List<NewMessage> messages) {}

  private final Random random;
  private int made;

  Talk(Random random) {
    this.random = random;
  }

  /** Four or six messages: questions of a user, answers of a model. */
  Script next() {
    Language language = made++ % 2 == 0 ? ENGLISH : CHINESE;
    Topic topic = any(language.topics());
    List<NewMessage> messages = new ArrayList<>();
    int turns = 2 + random.nextInt(2);
    int first = random.nextInt(topic.exchanges().size());
    for (int turn = 0; turn < turns; turn++) {
      Topic.Exchange exchange = topic.exchanges().get((first + turn) % topic.exchanges().size());
      messages.add(NewMessage.of(MessageRole.USER, fill(exchange.question(), language)));
      messages.add(NewMessage.of(MessageRole.ASSISTANT, fill(exchange.answer(), language)));
    }
    return new Script(fill(topic.title(), language), messages);
  }

  private String fill(String text, Language language) {
    return text.replace("{city}", any(language.cities()))
        .replace("{team}", any(language.teams()))
        .replace("{day}", any(language.days()))
        .replace("{n}", Integer.toString(3 + random.nextInt(25)));
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
