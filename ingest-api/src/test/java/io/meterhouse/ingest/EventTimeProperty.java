package io.meterhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

/** Read by hand or not, a time is what the platform says it is, and so is what is none. */
class EventTimeProperty {

  private static final String MUTANTS = "0123456789-:.TZtz+ ";

  @Property(tries = 3_000)
  void shouldReadWhatThePlatformReads(
      @ForAll @LongRange(min = -90_000_000_000L, max = 260_000_000_000L) long second,
      @ForAll Random random) {
    String text = text(second, random);
    assertThat(byUs(text)).as(text).isEqualTo(byThePlatform(text));
  }

  /** With any fraction and offset, and sometimes with up to two characters that are others. */
  private static String text(long second, Random random) {
    int nanos = (int) (random.nextInt(1_000_000_000) / Math.pow(10, random.nextInt(10)));
    Instant instant = Instant.ofEpochSecond(second, nanos);
    ZoneOffset offset =
        random.nextInt(3) == 0 ? ZoneOffset.ofTotalSeconds(random.nextInt(3_600)) : ZoneOffset.UTC;
    StringBuilder text = new StringBuilder(OffsetDateTime.ofInstant(instant, offset).toString());
    for (int i = random.nextInt(3); i > 0; i--) {
      char mutant = MUTANTS.charAt(random.nextInt(MUTANTS.length()));
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, mutant);
        case 1 -> text.insert(at, mutant);
        default -> text.deleteCharAt(at);
      }
    }
    return text.toString();
  }

  private static @Nullable Instant byUs(String text) {
    try {
      return EventTime.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Instant byThePlatform(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
