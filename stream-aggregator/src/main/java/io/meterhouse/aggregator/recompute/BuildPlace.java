package io.meterhouse.aggregator.recompute;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a build is; kept with the place of the consumer, in the transaction of what it speaks of.
 *
 * @param at what is being folded; null: nothing yet
 * @param events of so many
 * @param folded so many are folded
 * @param misfits and so many of those could not be read
 * @param sent whether everything is, and the task was told
 */
public record BuildPlace(@Nullable At at, long events, long folded, long misfits, boolean sent) {

  static final BuildPlace BEGIN = new BuildPlace(null, 0, 0, 0, false);

  private static final String FORM = "1";
  private static final int FIELDS = 11;
  private static final String NOWHERE = "-";

  /**
   * A day of one tenant and shard; the newest days come first, those of one day by tenant and
   * shard.
   *
   * @param until what ends by then of the day is still to be folded
   * @param share of the step before {@code until}, where that is cut by subjects: what comes next
   * @param shares 1: it is not cut
   */
  record At(Instant day, String tenantId, int shard, Instant until, int share, int shares) {}

  BuildPlace of(long total) {
    return new BuildPlace(at, total, folded, misfits, sent);
  }

  BuildPlace after(At next, long moreFolded, long moreMisfits) {
    return new BuildPlace(next, events, folded + moreFolded, misfits + moreMisfits, false);
  }

  BuildPlace allSent() {
    return new BuildPlace(at, events, Math.max(events, folded), misfits, true);
  }

  /** For people too: it is shown beside the group's offset. */
  public String toText() {
    At here = at;
    return String.join(
        " ",
        FORM,
        Boolean.toString(sent),
        Long.toString(events),
        Long.toString(folded),
        Long.toString(misfits),
        here == null ? NOWHERE : Long.toString(here.day().getEpochSecond()),
        here == null ? NOWHERE : Integer.toString(here.shard()),
        here == null ? NOWHERE : Long.toString(here.until().getEpochSecond()),
        here == null ? NOWHERE : Integer.toString(here.share()),
        here == null ? NOWHERE : Integer.toString(here.shares()),
        here == null ? NOWHERE : here.tenantId());
  }

  /** The beginning, where the text is none of ours: to fold again changes no figure. */
  public static BuildPlace fromText(String text) {
    String[] fields = text.split(" ", FIELDS);
    if (fields.length != FIELDS || !fields[0].equals(FORM)) {
      return BEGIN;
    }
    try {
      return new BuildPlace(
          fields[5].equals(NOWHERE) ? null : at(fields),
          Long.parseLong(fields[2]),
          Long.parseLong(fields[3]),
          Long.parseLong(fields[4]),
          Boolean.parseBoolean(fields[1]));
    } catch (NumberFormatException e) {
      return BEGIN;
    }
  }

  private static At at(String[] fields) {
    return new At(
        Instant.ofEpochSecond(Long.parseLong(fields[5])),
        fields[10],
        Integer.parseInt(fields[6]),
        Instant.ofEpochSecond(Long.parseLong(fields[7])),
        Integer.parseInt(fields[8]),
        Integer.parseInt(fields[9]));
  }
}
