package io.lyss.examples.spring;

import java.util.concurrent.CompletableFuture;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Service;

/** Work that a request begins and does not wait for. */
@Service
class Digests {

  private final Conversations conversations;

  Digests(Conversations conversations) {
    this.conversations = conversations;
  }

  @Async
  CompletableFuture<String> write() {
    return CompletableFuture.completedFuture(
        String.join(", ", conversations.titles()) + " by " + Thread.currentThread());
  }
}
