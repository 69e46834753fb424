package io.meterhouse.metering;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A meter as the catalogue has it.
 *
 * @param newest what new events have to fit
 * @param served what is asked for until the newest version has counted the events that were there
 *     before it; null: the newest. It may be the platform's where the newest is a tenant's
 */
public record MeterVersions(Meter newest, @Nullable Meter served) {

  public MeterVersions {
    if (served != null
        && (!served.code().equals(newest.code()) || served.version() >= newest.version())) {
      throw new IllegalArgumentException(
          "served: %s version %d (expected: %s in a version before %d)"
              .formatted(served.code(), served.version(), newest.code(), newest.version()));
    }
  }

  /** A meter that is asked for in its newest version. */
  public static MeterVersions of(Meter meter) {
    return new MeterVersions(meter, null);
  }

  /** What questions and bills are answered from. */
  public Meter asked() {
    return served == null ? newest : served;
  }

  /** All versions that count what comes. */
  public List<Meter> counting() {
    return served == null ? List.of(newest) : List.of(newest, served);
  }
}
