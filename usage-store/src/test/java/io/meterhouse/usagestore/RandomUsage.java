package io.meterhouse.usagestore;

import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Usage as a stream job writes it: windows that grow, each state with a higher version; later
 * shuffled and repeated.
 */
final class RandomUsage {

  private static final List<String> SUBJECTS = List.of("", "client-7", "it's \\ ü", "z");
  private static final List<String> MODELS = List.of("", "m-large", "m'\"\\\n");
  private static final List<String> REGIONS = List.of("eu", "us");
  private static final Instant ACCEPTED = Instant.parse("2026-11-21T10:00:00Z");

  private final Random random;
  private final String tenant;
  private final Meter meter;
  private final Map<Key, AggregateRow> newest = new LinkedHashMap<>();
  private final List<AggregateRow> written = new ArrayList<>();
  private long version;

  RandomUsage(long seed, String tenant, Meter meter) {
    this.random = new Random(seed);
    this.tenant = tenant;
    this.meter = meter;
  }

  private record Key(
      Window window, String subject, SortedMap<String, String> dimensions, int shard) {}

  RandomUsage events(int count, Instant from, Instant to) {
    for (int i = 0; i < count; i++) {
      Instant time = time(from, to);
      TreeMap<String, String> dimensions = new TreeMap<>();
      if (meter.dimensions().containsKey("model")) {
        dimensions.put("model", pick(MODELS));
        dimensions.put("region", pick(REGIONS));
      }
      Key key =
          new Key(
              Window.containing(time, meter.windowSize()),
              pick(SUBJECTS),
              dimensions,
              random.nextInt(3));
      add(key, Aggregate.of(value(), time, ingestId()), false);
    }
    return this;
  }

  /** Declared values: the last by ingest id holds, whatever the shard. */
  RandomUsage snapshots(int count, Instant from, Instant to) {
    for (int i = 0; i < count; i++) {
      Window day = Window.containing(time(from, to), WindowSize.DAY);
      Key key = new Key(day, pick(SUBJECTS), new TreeMap<>(), random.nextInt(3));
      add(key, Aggregate.ofSnapshot(value(), day, ingestId()), true);
    }
    return this;
  }

  /** What holds in the end. */
  Collection<AggregateRow> newest() {
    return newest.values();
  }

  /** Everything that was ever written, some of it again, in any order. */
  List<AggregateRow> shuffledWithRepetitions() {
    List<AggregateRow> rows = new ArrayList<>(written);
    rows.addAll(written.subList(0, written.size() / 3));
    Collections.shuffle(rows, random);
    return rows;
  }

  private void add(Key key, Aggregate more, boolean supersedes) {
    version++;
    AggregateRow before = newest.get(key);
    Aggregate aggregate =
        before == null
            ? more
            : supersedes ? before.aggregate().superseded(more) : before.aggregate().merge(more);
    AggregateRow row =
        new AggregateRow(
            tenant,
            meter.code(),
            meter.version(),
            key.subject(),
            key.dimensions(),
            null,
            key.window(),
            key.shard(),
            aggregate,
            ACCEPTED,
            version);
    newest.put(key, row);
    written.add(row);
  }

  private Instant time(Instant from, Instant to) {
    long nanos = Duration.between(from, to).toNanos();
    return from.plusNanos(random.nextLong(nanos));
  }

  private String ingestId() {
    return "ing-%016x".formatted(random.nextLong());
  }

  /** Small and whole, or with every digit that a value can have. */
  private BigDecimal value() {
    if (random.nextBoolean()) {
      return BigDecimal.valueOf(random.nextInt(2_000) - 1_000);
    }
    BigInteger unscaled = new BigInteger(126, random);
    BigDecimal value = new BigDecimal(unscaled.mod(BigInteger.TEN.pow(38)), 12);
    return random.nextInt(4) == 0 ? value.negate() : value;
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
