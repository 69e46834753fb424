package io.meterhouse.query;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterVersions;

/**
 * A meter as the control plane has it.
 *
 * @param versions the newest, and the one that is asked for until that is built
 * @param build of the newest
 */
public record MeterState(MeterVersions versions, BuildProgress build) {

  /** Nothing else is served once the newest version is built. */
  public MeterState {
    if (build.done() && versions.served() != null) {
      throw new IllegalArgumentException(
          "%s version %d is built, version %d is served (expected: none beside it)"
              .formatted(
                  versions.newest().code(),
                  versions.newest().version(),
                  versions.asked().version()));
    }
  }

  /** The definition in force for new events. */
  public Meter newest() {
    return versions.newest();
  }

  /** What questions are answered from. */
  public Meter asked() {
    return versions.asked();
  }
}
