package io.meterhouse.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.aggregator.stream.Decoded;
import io.meterhouse.aggregator.stream.UsageDecoding;
import io.meterhouse.ingest.BodyReader;
import io.meterhouse.ingest.EventFormat;
import io.meterhouse.ingest.Ingest;
import io.meterhouse.ingest.IngestLimits;
import io.meterhouse.ingest.LogEntry;
import io.meterhouse.ingest.Meters;
import io.meterhouse.ingest.Sender;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.metering.MeterCatalog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the edge takes, the stage behind it can read, also where limits are set to the utmost. */
class LargestEventTest {

  /** Upper bound of METERHOUSE_INGEST_MAX_EVENT_BYTES. */
  private static final int LARGEST = 448 * 1024;

  private static final class NoMeters implements Meters {

    @Override
    public MeterCatalog current() {
      return MeterCatalog.empty();
    }

    @Override
    public MeterCatalog refreshed() {
      return current();
    }

    @Override
    public MeterCatalog upToDate() {
      return current();
    }
  }

  /** Characters whose forms differ in length. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "ü", "😀", "\\b", "\\u0001", "\\\"", "\\/"})
  void shouldBeReadByTheStageBehind(String filling) {
    String head =
        "{\"id\":\"%s\",\"source\":\"%s\",\"type\":\"%s\",\"subject\":\"%s\",\"tenantid\":\"TEN-%s\",\"data\":{\"a\":\""
            .formatted(
                "i".repeat(256),
                "s".repeat(1_024),
                "t".repeat(256),
                "u".repeat(256),
                "1".repeat(63));
    int room = LARGEST - bytes(head).length - 3;
    String event = head + filling.repeat(room / bytes(filling).length) + "\"}}";
    List<LogEntry> log = new ArrayList<>();
    IngestLimits limits = new IngestLimits(1, LARGEST, Duration.ofHours(1));
    Ingest ingest = new Ingest(log::addAll, new NoMeters(), limits, InstantSource.system());

    Ingest.Outcome outcome =
        ingest.takeEvents(
            new BodyReader(limits).events(EventFormat.JSON, bytes(event)),
            false,
            Ingest.Mode.EACH,
            new Sender(new Caller("key-1", null, EnumSet.allOf(Scope.class)), null));

    assertThat(outcome.errors()).isEmpty();
    LogEntry entry = log.getFirst();
    assertThat(
            UsageDecoding.decode(
                entry.identity().bytes(), entry.record().toByteArray(), Instant.EPOCH))
        .isInstanceOf(Decoded.Usage.class);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
