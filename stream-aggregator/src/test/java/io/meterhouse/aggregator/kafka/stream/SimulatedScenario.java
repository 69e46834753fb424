package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.Usage;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.MeterVersions;
import io.meterhouse.metering.PropertyPath;
import io.meterhouse.metering.Sharding;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.schemas.usage.v1.Recompute;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.schemas.usage.v1.Void;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * What happens to a pipeline, decided by a seed: usage, corrections, changes of meters and of how
 * usage is spread, deaths, moves.
 */
final class SimulatedScenario {

  private static final List<String> TENANTS = List.of("TEN-1", "TEN-2");
  private static final List<String> TYPES = List.of("llm.request", "api.call");
  private static final int MAX_SHARDS = 5;
  private static final Aggregation[] READING = {
    Aggregation.SUM, Aggregation.MAX, Aggregation.LATEST, Aggregation.UNIQUE_COUNT, Aggregation.AVG
  };

  private final Random random;
  private final SimulatedPipeline pipeline;
  private final List<UsageRecord> sent = new ArrayList<>();
  private int number;
  private int meters;

  SimulatedScenario(long seed, SimulatedPipeline pipeline) {
    this.random = new Random(seed);
    this.pipeline = pipeline;
    change();
    change();
  }

  void run(int steps) throws Exception {
    for (int step = 0; step < steps; step++) {
      pipeline.nowMillis += random.nextLong(Duration.ofMinutes(4).toMillis());
      act(random.nextInt(100));
    }
    pipeline.settle();
    // So that late windows are behind the frontier, and what is corrected then is cold.
    pipeline.nowMillis += Duration.ofHours(30).toMillis();
    for (int step = 0; step < steps / 4; step++) {
      act(random.nextInt(100));
    }
    pipeline.settle();
  }

  private void act(int choice) throws Exception {
    if (choice < 30) {
      send();
    } else if (choice < 33) {
      twin();
    } else if (choice < 37) {
      correct();
    } else if (choice < 38) {
      change();
    } else if (choice < 39) {
      spread();
    } else {
      work(choice);
    }
  }

  private void work(int choice) throws Exception {
    int partition = random.nextInt(SimulatedPipeline.PARTITIONS);
    int instance = random.nextInt(SimulatedPipeline.INSTANCES);
    if (choice < 52) {
      pipeline.deduplicate(partition);
    } else if (choice < 69) {
      pipeline.aggregate(partition);
    } else if (choice < 74) {
      pipeline.complete(partition);
    } else if (choice < 78) {
      pipeline.emit(partition);
    } else if (choice < 82) {
      pipeline.commitDeduplicate(partition);
    } else if (choice < 86) {
      pipeline.commitAggregate(partition);
    } else if (choice < 90) {
      pipeline.sink(random);
    } else if (choice < 93) {
      recompute(instance);
    } else if (choice < 95) {
      pipeline.build(instance, 1 + random.nextInt(3));
    } else if (choice < 96) {
      pipeline.follow(instance);
    } else if (choice < 97) {
      pipeline.crashDeduplicate(partition, instance);
    } else if (choice < 98) {
      pipeline.crashAggregate(partition, instance);
    } else if (choice < 99) {
      pipeline.crashWorker(instance);
    } else {
      pipeline.rebalance(random);
    }
  }

  /** Sometimes there is a new meter when it is answered, which the answer does not speak of. */
  private void recompute(int instance) throws Exception {
    boolean hasWorked = pipeline.recompute(instance, 1 + random.nextInt(4), 1 + random.nextInt(3));
    if (hasWorked && random.nextInt(4) == 0) {
      change();
      pipeline.followToEnd();
    }
  }

  private void send() {
    Instant now = Instant.ofEpochMilli(pipeline.nowMillis);
    String tenant = any(TENANTS);
    UsageRecord usage =
        random.nextInt(10) == 0
            ? Usage.snapshot(
                tenant,
                "ing-" + String.format("%08d", number + random.nextInt(5)) + "-" + number,
                "storage",
                Integer.toString(random.nextInt(100)),
                LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(random.nextInt(3)))
            : Usage.event(tenant, "e" + number, any(TYPES), data(), eventTime(now));
    number++;
    sent.add(usage);
    pipeline.accept(usage);
  }

  private Instant eventTime(Instant now) {
    return switch (random.nextInt(12)) {
      case 0 -> now.minus(Duration.ofDays(random.nextInt(60)));
      case 1, 2 -> now.minus(Duration.ofMinutes(random.nextInt(400)));
      case 3 -> now.plus(Duration.ofMinutes(random.nextInt(60)));
      default -> now.minusSeconds(random.nextInt(90));
    };
  }

  private String data() {
    String tokens =
        random.nextInt(15) == 0
            ? "\"many\""
            : random.nextInt(1000) + "." + random.nextInt(1_000_000);
    return "{\"tokens\":%s,\"model\":\"m-%d\"}".formatted(tokens, random.nextInt(3));
  }

  private void twin() {
    if (sent.isEmpty()) {
      return;
    }
    UsageRecord usage = any(sent);
    pipeline.accept(
        random.nextInt(3) > 0 || usage.hasSnapshot()
            ? usage
            : Usage.event(usage.getTenantId(), usage.getId(), usage.getType(), data(), Usage.NOON));
  }

  /** A void of something that is unique, or a repair. */
  private void correct() throws Exception {
    List<SimulatedLog.Entry> entries = pipeline.unique.entries();
    if (entries.isEmpty()) {
      return;
    }
    SimulatedLog.Entry entry = any(entries);
    UsageRecord usage = UsageRecord.parseFrom(entry.value());
    if (usage.hasRecompute()) {
      return;
    }
    if (random.nextInt(3) > 0) {
      pipeline.write(
          entry.key().toByteArray(),
          usage.toBuilder().setVoid(Void.newBuilder().setReason("wrong")).build());
    } else {
      repair(UniqueKey.fromBytes(entry.key().toByteArray()));
    }
  }

  private void repair(UniqueKey key) {
    long hour = pipeline.nowMillis / 3_600_000 - random.nextInt(8);
    pipeline.write(
        key.toBytes(),
        UsageRecord.newBuilder()
            .setTenantId(key.tenantId())
            .setType(key.type())
            .setRecompute(
                Recompute.newBuilder()
                    .setFromEpochSeconds(hour * 3600)
                    .setToEpochSeconds((hour + 1 + random.nextInt(30)) * 3600))
            .build());
  }

  /** A new meter, or a new version of one that there is, beside the one that is asked for. */
  private void change() {
    meters++;
    String code = "meter-" + random.nextInt(4);
    boolean own = random.nextInt(4) == 0;
    Meter newest = random.nextInt(5) == 0 ? snapshots() : meter(code, own);
    MeterVersions before =
        pipeline
            .catalog()
            .versions(TenantId.of(TENANTS.get(0)), newest.code())
            .orElse(MeterVersions.of(newest));
    boolean isServed = before.asked().version() < newest.version() && newest.tenant() != null;
    pipeline.use(
        pipeline
            .catalog()
            .withAll(List.of(new MeterVersions(newest, isServed ? before.asked() : null))));
  }

  /** From now on what is unique of a tenant and type is counted in so many shards. */
  private void spread() {
    String type = random.nextInt(4) == 0 ? Meter.SNAPSHOT_TYPE : any(TYPES);
    pipeline.spread(
        new Sharding.Key(TenantId.of(any(TENANTS)), type), 1 + random.nextInt(MAX_SHARDS));
  }

  private Meter meter(String code, boolean own) {
    Aggregation aggregation = READING[random.nextInt(READING.length)];
    TreeMap<String, PropertyPath> dimensions = new TreeMap<>();
    if (random.nextBoolean()) {
      dimensions.put("model", PropertyPath.parse("$.model"));
    }
    return new Meter(
        own ? TenantId.of(TENANTS.get(0)) : null,
        code,
        meters,
        code,
        any(TYPES),
        aggregation,
        PropertyPath.parse("$.tokens"),
        dimensions,
        List.of(),
        "unit",
        any(List.of(WindowSize.values())),
        MeterSource.EVENTS,
        Instant.ofEpochMilli(pipeline.nowMillis));
  }

  private Meter snapshots() {
    return new Meter(
        null,
        "storage",
        meters,
        "storage",
        Meter.SNAPSHOT_TYPE,
        Aggregation.SUM,
        null,
        new TreeMap<>(),
        List.of(),
        "GB",
        WindowSize.DAY,
        MeterSource.SNAPSHOTS,
        Instant.ofEpochMilli(pipeline.nowMillis));
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
