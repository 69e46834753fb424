package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.Sharding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The topic of meters and shards: every state that it was in, and since when. */
final class SimulatedCatalog {

  record State(Instant publishedAt, MeterCatalog meters, Sharding sharding) {}

  private final List<State> states = new ArrayList<>();

  SimulatedCatalog() {
    states.add(new State(Instant.EPOCH, MeterCatalog.empty(), Sharding.NONE));
  }

  void publish(MeterCatalog meters, Instant now) {
    states.add(new State(now, meters, newest().sharding()));
  }

  void publish(Sharding.Key usage, int shards, Instant now) {
    states.add(new State(now, newest().meters(), newest().sharding().with(Map.of(usage, shards))));
  }

  State newest() {
    return states.getLast();
  }

  int last() {
    return states.size() - 1;
  }

  /** The last one that was published before that instant. */
  int lastBefore(Instant instant) {
    int last = 0;
    while (last < last() && states.get(last + 1).publishedAt().isBefore(instant)) {
      last++;
    }
    return last;
  }

  State state(int number) {
    return states.get(number);
  }
}
