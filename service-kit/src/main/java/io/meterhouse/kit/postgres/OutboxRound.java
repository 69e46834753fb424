package io.meterhouse.kit.postgres;

import io.meterhouse.kit.kafka.Topic;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * The publisher's next round, and who waits for it: what was committed before somebody joined is
 * found by the round. Thread-safe; waiting takes no connection.
 */
final class OutboxRound {

  private Map<Topic, CompletableFuture<Boolean>> awaited = new EnumMap<>(Topic.class);
  private boolean over;

  /** Becomes true when a round that began after this call has published all of the topic. */
  synchronized Future<Boolean> join(Topic topic) {
    return over
        ? CompletableFuture.completedFuture(false)
        : awaited.computeIfAbsent(topic, _ -> new CompletableFuture<>());
  }

  /** Begins a round: who joins from now on waits for the one after. The taker answers all. */
  synchronized Map<Topic, CompletableFuture<Boolean>> begin() {
    Map<Topic, CompletableFuture<Boolean>> joined = awaited;
    awaited = new EnumMap<>(Topic.class);
    return joined;
  }

  /** There will be no round any more. */
  synchronized void end() {
    over = true;
    begin().values().forEach(answer -> answer.complete(false));
  }
}
