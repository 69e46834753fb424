package io.meterhouse.query;

import io.meterhouse.kit.lifecycle.BackgroundLoop;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the versions of meters that are being built: notes how far they are, and lets them be
 * served once every partition is done. Several instances may; each change of a meter is made under
 * its lock, and the second of two finds it made.
 *
 * @param partitions of usage.unique
 */
public record MeterBuildWatch(Meters meters, Builds builds, int partitions, InstantSource clock)
    implements BackgroundLoop.Step {

  /** Looked at in one turn. */
  private static final int MAX_METERS = 1_000;

  /** One that fails does not keep the others from their turn, and fails the turn in the end. */
  @Override
  public void take() {
    @Nullable RuntimeException failed = null;
    for (MeterState meter : meters.building(MAX_METERS)) {
      try {
        look(meter);
      } catch (RuntimeException e) {
        if (failed == null) {
          failed = e;
        } else {
          failed.addSuppressed(e);
        }
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  private void look(MeterState meter) {
    BuildProgress progress = BuildProgress.of(builds.read(meter.newest()), partitions);
    if (!progress.equals(meter.build())) {
      meters.progressed(meter.newest(), progress, clock.instant());
    }
  }
}
