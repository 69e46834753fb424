package io.meterhouse.benchmarks.aggregate;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.benchmarks.usage.PlatformMeters;
import io.meterhouse.benchmarks.usage.UsageEvents;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Holds usage.aggregates to what was sent: a job that loses events or counts twins would be fast
 * for nothing. Events that came late are left out, which need not be counted by the stream job.
 */
final class WindowCounts {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final Map<ByteString, Long> counts = new HashMap<>();
  private final long beginSeconds;

  private WindowCounts(List<UsageEvents> events) {
    this.beginSeconds = events.getFirst().lateBefore().getEpochSecond();
  }

  /** Waits until the windows that are still gathered are sent on. */
  static void require(List<UsageEvents> events, Offsets offsets, String aggregatesTopic) {
    long began = System.nanoTime();
    long onTime = events.stream().mapToLong(UsageEvents::onTime).sum();
    long counted = counted(events, offsets, aggregatesTopic);
    while (counted != onTime) {
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        throw new BenchmarkException(
            "%s counts %d events that came in time (expected: %d)"
                .formatted(aggregatesTopic, counted, onTime));
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      counted = counted(events, offsets, aggregatesTopic);
    }
  }

  private static long counted(List<UsageEvents> events, Offsets offsets, String topic) {
    WindowCounts windows = new WindowCounts(events);
    offsets.forEach(topic, windows::take);
    return windows.counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      AggregateRecord window = AggregateRecord.parseFrom(record.value());
      if (window.getKey().getMeter().equals(PlatformMeters.COUNTING)
          && window.getKey().getWindowStartEpochSeconds() >= beginSeconds) {
        counts.put(window.getKey().toByteString(), window.getCount());
      }
    } catch (InvalidProtocolBufferException e) {
      throw new BenchmarkException("no AggregateRecord in " + record.topic(), e);
    }
  }
}
