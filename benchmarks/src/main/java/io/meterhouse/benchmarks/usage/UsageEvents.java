package io.meterhouse.benchmarks.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Requests to language models as customers' SDKs post them, spread over tenants. Of a hundred
 * records one is sent a second time. What a record holds depends on its number alone. Immutable.
 *
 * @param first the number of the first event: those of other numbers are other events
 * @param records that are sent, twins among them
 * @param tenants that send them, as evenly as chance has it
 * @param times when they happened
 */
public record UsageEvents(long first, long records, int tenants, EventTimes times) {

  public static final String EVENT_TYPE = "llm.request";

  private static final int TWIN_EVERY = 100;

  /** A client that got no answer sends again soon. */
  private static final int TWIN_AFTER = 50;

  private static final int LATE_EVERY = 100;
  private static final int LATE_PHASE = 7;
  private static final int MAX_LATE_DAYS = 6;

  private static final int SUBJECTS_A_TENANT = 200;
  private static final List<String> MODELS = List.of("m-small", "m-large", "m-code");
  private static final long SEED = 20_261_122;

  /** An hour of them, of which of a hundred one comes days late. */
  public UsageEvents(long records, int tenants, Instant latest) {
    this(0, records, tenants, new EventTimes(latest, Duration.ofHours(1), true));
  }

  /**
   * When events happened, one after the other.
   *
   * @param latest when the last one did
   * @param span before that, in which all did that do not come late
   * @param someLate whether of a hundred one comes days late
   */
  public record EventTimes(Instant latest, Duration span, boolean someLate) {}

  /** The number of the event that a record carries, counted from the first. */
  long eventOf(long record) {
    return record % TWIN_EVERY == TWIN_EVERY - 1 ? record - TWIN_AFTER : record;
  }

  /** How many different events there are. */
  public long unique() {
    return records - records / TWIN_EVERY;
  }

  /** How many of the different events did not come late. */
  public long onTime() {
    if (!times.someLate()) {
      return unique();
    }
    // An event that comes late is never one whose record is a twin of another.
    return unique() - (records - LATE_PHASE + LATE_EVERY - 1) / LATE_EVERY;
  }

  /** Where events that came in time are told from those that came late, by when they happened. */
  public Instant lateBefore() {
    return times.latest().minus(Duration.ofHours(12));
  }

  /** One event as JSON. */
  String json(long event) {
    SplittableRandom random = new SplittableRandom(SEED ^ scattered(first + event));
    return """
        {"specversion":"1.0","id":"req-%016x","source":"checkout","type":"%s",\
        "tenantid":"TEN-%06d","subject":"customer-%03d","time":"%s",\
        "data":{"model":"%s","context_tokens":%d,"generated_tokens":%d}}"""
        .formatted(
            scattered(first + event),
            EVENT_TYPE,
            random.nextInt(tenants),
            random.nextInt(SUBJECTS_A_TENANT),
            timeOf(event),
            MODELS.get(random.nextInt(MODELS.size())),
            random.nextInt(16, 8_000),
            random.nextInt(1, 1_200));
  }

  private Instant timeOf(long event) {
    Instant inTime =
        times.latest().minusMillis(times.span().toMillis() * (records - event) / records);
    return times.someLate() && event % LATE_EVERY == LATE_PHASE
        ? inTime.minus(Duration.ofDays(1 + event / LATE_EVERY % MAX_LATE_DAYS))
        : inTime;
  }

  /** As random ids look, and still one to one: the finisher of SplitMix64. */
  private static long scattered(long number) {
    long z = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
