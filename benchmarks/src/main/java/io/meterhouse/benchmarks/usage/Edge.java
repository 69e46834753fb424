package io.meterhouse.benchmarks.usage;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.ingest.BodyReader;
import io.meterhouse.ingest.EventFormat;
import io.meterhouse.ingest.Ingest;
import io.meterhouse.ingest.IngestLimits;
import io.meterhouse.ingest.LogEntry;
import io.meterhouse.ingest.Meters;
import io.meterhouse.ingest.Sender;
import io.meterhouse.ingest.UsageLog;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.metering.MeterCatalog;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;

/** Ingest without HTTP: what it would write for those events, by its own code. Of one thread. */
public final class Edge {

  private static final int EVENTS_A_REQUEST = 1_000;
  private static final Sender PLATFORM =
      new Sender(new Caller("bench", null, Set.of(Scope.USAGE_WRITE)), null);

  private final Ingest ingest;
  private final BodyReader reader = new BodyReader(IngestLimits.DEFAULT);

  /**
   * @param log gets the entries of every request
   */
  private Edge(UsageLog log, InstantSource clock) {
    this.ingest = new Ingest(log, new Fixed(PlatformMeters.catalog()), IngestLimits.DEFAULT, clock);
  }

  /** Every record of those, in order. */
  public static void forEach(UsageEvents events, InstantSource clock, Consumer<LogEntry> consumer) {
    new Edge(entries -> entries.forEach(consumer), clock).take(events);
  }

  private void take(UsageEvents events) {
    for (long from = 0; from < events.records(); from += EVENTS_A_REQUEST) {
      long to = Math.min(events.records(), from + EVENTS_A_REQUEST);
      StringJoiner body = new StringJoiner(",", "[", "]");
      for (long record = from; record < to; record++) {
        body.add(events.json(events.eventOf(record)));
      }
      byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
      Ingest.Outcome outcome =
          ingest.takeEvents(
              reader.events(EventFormat.JSON, bytes), false, Ingest.Mode.EACH, PLATFORM);
      if (outcome.taken().size() != to - from || outcome.unmetered() != 0) {
        throw new BenchmarkException(
            "of %d events %d were taken, %d of them read by no meter; %s"
                .formatted(
                    to - from, outcome.taken().size(), outcome.unmetered(), outcome.errors()));
      }
    }
  }

  private record Fixed(MeterCatalog catalog) implements Meters {

    @Override
    public MeterCatalog current() {
      return catalog;
    }

    @Override
    public MeterCatalog refreshed() {
      return catalog;
    }

    @Override
    public MeterCatalog upToDate() {
      return catalog;
    }
  }
}
