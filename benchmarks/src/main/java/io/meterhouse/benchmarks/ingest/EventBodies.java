package io.meterhouse.benchmarks.ingest;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Bodies of requests to language models as a customer's SDK posts them. They are made once; what
 * changes from one to the next is written over the ids, so that each event is one that was never
 * sent before and making it costs the client next to nothing. Of one thread.
 */
final class EventBodies implements Supplier<byte[]> {

  static final String TENANT = "TEN-bench";
  static final String EVENT_TYPE = "llm.request";
  static final String VALUE_PROPERTY = "$.context_tokens";

  /** Different events in turn, so that neither compression nor caches have it too easy. */
  private static final int EVENTS_MADE = 512;

  private static final int MIN_BODIES = 4;
  private static final int ID_DIGITS = 16;
  private static final String ID_PLACEHOLDER = "#".repeat(ID_DIGITS);
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final List<String> MODELS = List.of("m-small", "m-large", "m-code");

  /** No two of one process have the same number, and so no two events the same id. */
  private static final AtomicInteger MADE = new AtomicInteger();

  private final byte[][] bodies;
  private final int[][] idOffsets;
  private long nextId;
  private int nextBody;

  /** One event a body where {@code batch} is 1, else an array of them. */
  EventBodies(int batch, Instant latest) {
    int number = MADE.incrementAndGet();
    SplittableRandom random = new SplittableRandom(number);
    this.nextId = (long) number << Integer.SIZE;
    int count = Math.max(MIN_BODIES, EVENTS_MADE / batch);
    this.bodies = new byte[count][];
    this.idOffsets = new int[count][];
    for (int i = 0; i < count; i++) {
      String body = body(batch, random, latest);
      bodies[i] = body.getBytes(StandardCharsets.US_ASCII);
      idOffsets[i] = offsets(body, batch);
    }
  }

  /** The next body, in an array that is written anew when its turn comes again. */
  @Override
  public byte[] get() {
    int turn = nextBody;
    nextBody = (turn + 1) % bodies.length;
    for (int offset : idOffsets[turn]) {
      writeId(bodies[turn], offset, scattered(nextId++));
    }
    return bodies[turn];
  }

  private static String body(int batch, SplittableRandom random, Instant latest) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < batch; i++) {
      body.append(i == 0 ? "" : ",")
          .append(event(random, latest.truncatedTo(ChronoUnit.MILLIS).minusMillis(batch - i)));
    }
    return batch == 1 ? body.toString() : "[" + body + "]";
  }

  private static String event(SplittableRandom random, Instant time) {
    return """
        {"specversion":"1.0","id":"req-%s","source":"checkout","type":"%s","tenantid":"%s",\
        "subject":"customer-%03d","time":"%s",\
        "data":{"model":"%s","context_tokens":%d,"generated_tokens":%d}}"""
        .formatted(
            ID_PLACEHOLDER,
            EVENT_TYPE,
            TENANT,
            random.nextInt(200),
            time,
            MODELS.get(random.nextInt(MODELS.size())),
            random.nextInt(16, 8_000),
            random.nextInt(1, 1_200));
  }

  private static int[] offsets(String body, int batch) {
    int[] offsets = new int[batch];
    int from = 0;
    for (int i = 0; i < batch; i++) {
      offsets[i] = body.indexOf(ID_PLACEHOLDER, from);
      from = offsets[i] + ID_DIGITS;
    }
    return offsets;
  }

  /** As random ids look, and still one to one: the finisher of SplitMix64. */
  private static long scattered(long number) {
    long z = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private static void writeId(byte[] body, int offset, long id) {
    for (int i = 0; i < ID_DIGITS; i++) {
      body[offset + i] = DIGITS[(int) (id >>> (60 - 4 * i)) & 0xf];
    }
  }
}
