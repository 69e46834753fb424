package io.meterhouse.aggregator;

import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.time.Instant;
import java.util.Random;

/**
 * Seeded usage of a few tenants: retries, conflicts, values that one meter cannot read, late and
 * early events.
 */
public final class Workload {

  private static final int TENANTS = 5;

  private final Random random;
  private final Instant end;
  private int next;

  /** Usage of a day that has passed. */
  public Workload(long seed) {
    this(seed, Usage.NOON);
  }

  /** Usage of the ten minutes before that time. */
  public Workload(long seed, Instant end) {
    this.random = new Random(seed);
    this.end = end;
  }

  public UsageRecord next() {
    boolean twin = next > 0 && random.nextInt(100) < 15;
    int number = twin ? random.nextInt(next) : next++;
    boolean conflicting = twin && random.nextInt(4) == 0;
    Random own = new Random(number * 31L + (conflicting ? 1 : 0));
    String tokens = own.nextInt(20) == 0 ? "\"many\"" : Integer.toString(own.nextInt(1, 9_000));
    String json =
        "{\"tokens\":%s,\"cost\":%d.%03d,\"model\":\"m-%d\"}"
            .formatted(tokens, own.nextInt(100), own.nextInt(1_000), own.nextInt(3));
    Instant time = end.minusSeconds(new Random(number).nextInt(600));
    return Usage.event("TEN-" + number % TENANTS, "e" + number, TestMeters.TYPE, json, time);
  }
}
