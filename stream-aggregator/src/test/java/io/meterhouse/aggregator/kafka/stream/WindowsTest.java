package io.meterhouse.aggregator.kafka.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.aggregator.TestMeters;
import io.meterhouse.aggregator.Usage;
import io.meterhouse.aggregator.folding.Contribution;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who sends a window; what is in one is told by the tests of the processor. */
class WindowsTest {

  private static final UniqueKey USAGE = new UniqueKey("TEN-1", TestMeters.TYPE, 0);
  private static final Duration HORIZON = Duration.ofHours(2);

  private final TaskUnderTest task;
  private final Windows windows;

  WindowsTest(@TempDir Path directory) {
    task = new TaskUnderTest("t.usage.unique", directory);
    task.store(WindowTable.builder(AggregatorTopology.WINDOWS_STORE));
    task.store(Pending.store(AggregatorTopology.WINDOWS_PENDING_STORE));
    WindowTable table = new WindowTable(task.keyValues(AggregatorTopology.WINDOWS_STORE), 10);
    Awaited awaited = new Awaited(table);
    Pending pending = new Pending(task.keyValues(AggregatorTopology.WINDOWS_PENDING_STORE));
    Owed owed = new Owed(pending, table, awaited, 0, (_, _, _) -> {});
    windows = new Windows(table, awaited, owed, HORIZON, Usage.NOON.toEpochMilli());
  }

  @AfterEach
  void close() {
    task.close();
  }

  /** Whoever notes something for the sending would hold it for ever otherwise. */
  @Test
  void shouldSayThatAWindowIsToBeSentExactlyWhereItIs() {
    assertThat(add(Usage.NOON, 1)).isTrue();
    assertThat(add(Usage.NOON, 1)).as("delivered again").isFalse();
    assertThat(add(Usage.NOON, 2)).isTrue();

    Instant passed = Usage.NOON.plus(HORIZON).plusSeconds(60);
    windows.processed(2, passed.toEpochMilli(), passed.getEpochSecond(), passed.toEpochMilli());
    windows.emit();
    assertThat(add(Usage.NOON, 4)).as("released").isFalse();
    assertThat(add(passed, 5)).isTrue();
  }

  private boolean add(Instant start, long version) {
    AggregateKey key =
        AggregateKey.newBuilder()
            .setTenantId("TEN-1")
            .setMeter("tokens")
            .setMeterVersion(1)
            .setWindowStartEpochSeconds(start.getEpochSecond())
            .setWindowSeconds(60)
            .build();
    Aggregate one = Aggregate.of(BigDecimal.ONE, start, "ing-" + version);
    return windows.add(new Contribution(key, one, Contribution.Kind.FOLDED), USAGE, version, start);
  }
}
