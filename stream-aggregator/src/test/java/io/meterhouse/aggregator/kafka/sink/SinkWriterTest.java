package io.meterhouse.aggregator.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.aggregator.sink.Sink;
import io.meterhouse.aggregator.sink.SinkRecord;
import io.meterhouse.aggregator.sink.SinkWriteException;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing is rejected here, so no broker is asked. */
class SinkWriterTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final FakeStore store = new FakeStore();
  private final Rejections rejections =
      new Rejections(
          KafkaConfig.from(
              Settings.of(Map.of("METERHOUSE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"))));
  private final SinkWriter<String> writer =
      new SinkWriter<>(store, "t", store, rejections, one -> {});

  @AfterEach
  void close() {
    store.go.countDown();
    writer.close();
    rejections.close();
  }

  @Test
  void shouldNotTryAgainWhatWentToSomebodyElseWhileItWasUnderway() {
    store.failure = new SinkWriteException("away", true, new IllegalStateException());
    writer.take(batch());
    writer.attempt(Map.of());
    writer.forget(List.of(1));
    store.go.countDown();
    assertThatThrownBy(() -> writer.await(LONG)).isSameAs(store.failure);
    assertThat(writer.isWaiting()).isTrue();

    store.failure = null;
    writer.attempt(Map.of());

    assertThat(writer.await(LONG)).isEqualTo(SinkWriter.Outcome.IN);
    assertThat(store.written).containsExactly(List.of("a", "b"), List.of("a"));
    assertThat(store.progress).isEqualTo(Map.of(0, 1L));
    assertThat(writer.release()).isEqualTo(Map.of(0, 1L));
    assertThat(writer.isIdle()).isTrue();
  }

  @Test
  void shouldNotSayOfWhatWentAwayThatItIsInThoughItIs() {
    writer.take(batch());
    writer.attempt(Map.of());
    writer.forget(List.of(1));
    store.go.countDown();

    assertThat(writer.await(LONG)).isEqualTo(SinkWriter.Outcome.IN);
    assertThat(store.progress).isEqualTo(Map.of(0, 1L, 1, 1L));
    assertThat(writer.release()).isEqualTo(Map.of(0, 1L));
  }

  @Test
  void shouldRecordNothingInAStoreThatHasLessThanBefore() {
    store.go.countDown();
    writer.take(batch());
    writer.attempt(Map.of(0, 1L, 7, 5L));

    assertThat(writer.await(LONG)).isEqualTo(SinkWriter.Outcome.STORE_IS_BEHIND);
    assertThat(store.progress).isEmpty();
    assertThat(writer.isWaiting()).isTrue();
  }

  private static SinkBatch<String> batch() {
    SinkBatch<String> batch = new SinkBatch<>();
    batch.add(record(0), "a", 1, 0);
    batch.add(record(1), "b", 1, 0);
    batch.readUpTo(0, 1, 0);
    batch.readUpTo(1, 1, 0);
    return batch;
  }

  private static SinkRecord record(int partition) {
    return new SinkRecord(
        partition, 0, Instant.EPOCH, ByteString.EMPTY, ByteString.copyFromUtf8("r"), null);
  }

  /** Waits with each write until it may go. */
  private static final class FakeStore implements Sink<String>, ProgressStore {

    private final CountDownLatch go = new CountDownLatch(1);
    private final List<List<String>> written = new ArrayList<>();
    private final Map<Integer, Long> progress = new HashMap<>();
    private volatile @Nullable SinkWriteException failure;

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public String read(SinkRecord record) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void write(List<String> rows) {
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      written.add(List.copyOf(rows));
      if (failure != null) {
        throw Objects.requireNonNull(failure);
      }
    }

    @Override
    public void probe() {}

    @Override
    public RejectedRecord rejection(SinkRecord record, String reason) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void record(String sink, String topic, Map<Integer, Long> nextOffsets) {
      progress.putAll(nextOffsets);
    }

    @Override
    public Map<Integer, Long> read(String sink, String topic) {
      return progress;
    }
  }
}
