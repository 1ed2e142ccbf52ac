package io.lyss.examples.services;

import io.lyss.dao.Scope;
import io.lyss.dao.memory.ClaimedMemory;
import io.lyss.dao.memory.EmbeddingDao;
import io.lyss.dao.memory.MemoryDao;
import io.lyss.dao.memory.MemoryType;
import io.lyss.dao.memory.NewMemory;
import io.lyss.dao.memory.Remembered;
import io.lyss.dao.memory.ScoredMemory;
import io.lyss.dao.memory.VectorMatch;
import io.lyss.examples.host.Journal;
import java.time.Duration;
import java.util.List;

/** Stores memories of Ann, has a worker make their vectors, and finds them again. */
final class Remembering {

  private final Host host;
  private final Journal journal;

  Remembering(Host host, Journal journal) {
    this.host = host;
    this.journal = journal;
  }

  void follow(Scope.TenantUser ann) {
    journal.step("Memory");
    MemoryDao memories = host.memories().asUser(ann).memories();
    memories.remember(NewMemory.of("Travels to Shanghai often").withType(MemoryType.FACT));
    memories.remember(NewMemory.of("Likes short answers").withType(MemoryType.PREFERENCE));
    Remembered again = memories.remember(NewMemory.of("  likes SHORT answers "));
    journal.line("\"%s\" is %s", again.memory().text(), again.isNew() ? "new" : "known already");
    journal.line("%d texts had no vector and have one now", embed());
    for (ScoredMemory found : recall(memories, "a journey to Shanghai")) {
      journal.line("%.2f  %s", found.score(), found.memory().text());
    }
  }

  /** Does what a worker does; any number of workers may do it at once. */
  private int embed() {
    EmbeddingDao embeddings = host.memories().asSystem("embedding").embeddings();
    List<ClaimedMemory> batch = embeddings.claim(100, Duration.ofMinutes(1));
    for (ClaimedMemory claimed : batch) {
      host.vectors().add(claimed.embeddingId(), claimed.text());
      embeddings.markDone(claimed);
    }
    return batch.size();
  }

  private List<ScoredMemory> recall(MemoryDao memories, String question) {
    return memories.listByVectorIds(
        host.vectors().nearest(question, 5).stream()
            .map(match -> new VectorMatch(match.id(), match.score()))
            .toList());
  }
}
