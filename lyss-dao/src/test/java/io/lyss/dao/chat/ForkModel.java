package io.lyss.dao.chat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The conversations of one user, in a model where each fork has a copy of the messages before it. A
 * copy has the id of its message.
 */
final class ForkModel {

  /** A message; its text has a word of its own. */
  record Said(UUID id, String text, int tokens) {}

  static final class Talk {
    final UUID id;
    final List<Said> history = new ArrayList<>();
    final Map<Long, String> summaries = new TreeMap<>();
    boolean deleted;

    Talk(UUID id) {
      this.id = id;
    }

    long tokens() {
      return history.stream().mapToLong(Said::tokens).sum();
    }
  }

  private final Map<UUID, Talk> talks = new LinkedHashMap<>();
  private final Map<UUID, Integer> ratings = new LinkedHashMap<>();

  Talk open(UUID id) {
    Talk talk = new Talk(id);
    talks.put(id, talk);
    return talk;
  }

  Talk fork(Talk from, UUID id, int upTo) {
    Talk fork = open(id);
    fork.history.addAll(from.history.subList(0, upTo));
    from.summaries.forEach(
        (sequence, text) -> {
          if (sequence <= upTo) {
            fork.summaries.put(sequence, text);
          }
        });
    return fork;
  }

  /** The later of two summaries up to one message replaces the earlier. */
  void sumUp(Talk talk, long upTo, String text) {
    talk.summaries.put(upTo, text);
  }

  void rate(Talk talk, long sequence, int value) {
    ratings.put(talk.history.get((int) sequence - 1).id(), value);
  }

  /** The ratings of a conversation, by place. */
  Map<Long, Integer> ratings(Talk talk) {
    Map<Long, Integer> found = new TreeMap<>();
    for (int i = 0; i < talk.history.size(); i++) {
      Integer value = ratings.get(talk.history.get(i).id());
      if (value != null) {
        found.put(i + 1L, value);
      }
    }
    return found;
  }

  void purge() {
    talks.values().removeIf(talk -> talk.deleted);
  }

  Collection<Talk> talks() {
    return talks.values();
  }

  /** What is stored: each message once that is in a conversation. */
  Set<UUID> stored() {
    Set<UUID> stored = new LinkedHashSet<>();
    talks.values().forEach(talk -> talk.history.forEach(said -> stored.add(said.id())));
    return stored;
  }

  /** What a search finds: each message once that is in a conversation that is not deleted. */
  Set<UUID> found(String word) {
    Set<UUID> found = new LinkedHashSet<>();
    for (Talk talk : talks.values()) {
      if (!talk.deleted) {
        talk.history.stream()
            .filter(said -> said.text().contains(word))
            .forEach(said -> found.add(said.id()));
      }
    }
    return found;
  }
}
