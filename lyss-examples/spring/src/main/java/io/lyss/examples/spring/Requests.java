package io.lyss.examples.spring;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The requests of the host. */
@RestController
class Requests {

  private final Conversations conversations;
  private final Digests digests;

  Requests(Conversations conversations, Digests digests) {
    this.conversations = conversations;
    this.digests = digests;
  }

  /** Everybody may call it, so it has no current user. */
  @GetMapping("/greeting")
  List<String> greeting() {
    return conversations.titles();
  }

  @GetMapping("/conversations")
  List<String> titles() {
    return conversations.titles();
  }

  @PostMapping("/conversations")
  void open(@RequestParam("provider") int provider, @RequestParam("title") String title) {
    conversations.open(provider, title);
  }

  @GetMapping("/digest")
  CompletableFuture<String> digest() {
    return digests.write();
  }

  /** The thread of a request, to see whether it is a virtual one. */
  @GetMapping("/thread")
  String thread() {
    return Thread.currentThread() + " " + conversations.titles();
  }
}
