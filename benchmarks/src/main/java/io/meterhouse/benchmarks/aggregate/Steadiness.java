package io.meterhouse.benchmarks.aggregate;

import java.util.ArrayList;
import java.util.List;

/** How even a run is: how far the work was at several moments. Of one thread. */
final class Steadiness {

  private static final double TENTH = 0.1;

  private record Look(long nanos, long done) {}

  private final List<Look> looks = new ArrayList<>();

  /**
   * @param done never falls
   */
  void look(long nanos, long done) {
    looks.add(new Look(nanos, done));
  }

  /** The rate in the last tenth of the work over that in the first. */
  double lastToFirst() {
    long from = looks.getFirst().done();
    long work = looks.getLast().done() - from;
    double first = nanosAt(from + work * TENTH) - nanosAt((double) from);
    double last = nanosAt(from + (double) work) - nanosAt(from + work * (1 - TENTH));
    return first / last;
  }

  /** When so much was done, on the straight line between the two looks around it. */
  private double nanosAt(double done) {
    Look before = looks.getFirst();
    for (Look look : looks) {
      if (look.done() >= done) {
        return look.done() == before.done()
            ? look.nanos()
            : before.nanos()
                + (look.nanos() - before.nanos())
                    * (done - before.done())
                    / (look.done() - before.done());
      }
      before = look;
    }
    return before.nanos();
  }
}
