package io.meterhouse.aggregator.folding;

/**
 * From which record on a version of a meter counts in one partition of usage.unique.
 *
 * @param cut offset of that record; 0: it has counted from the beginning
 * @param latestEventSeconds latest event time of the records before the cut, in seconds since the
 *     epoch: windows that begin later have nothing from before it
 * @param isBuilt whether what came before the cut is in its windows too
 */
public record MeterStart(long cut, long latestEventSeconds, boolean isBuilt) {

  public static final MeterStart FROM_THE_BEGINNING = new MeterStart(0, Long.MIN_VALUE, true);

  /** From which record on a window has everything when it is made; 0: from the beginning. */
  public long partialFrom(long windowStartSeconds) {
    return isBuilt || windowStartSeconds > latestEventSeconds ? 0 : cut;
  }

  public MeterStart built() {
    return new MeterStart(cut, latestEventSeconds, true);
  }
}
