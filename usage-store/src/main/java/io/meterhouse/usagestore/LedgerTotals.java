package io.meterhouse.usagestore;

/**
 * What became of everything that was accepted.
 *
 * @param missing records of any tenant that expired before they were read; whose they were is not
 *     known, so it is the same for all
 */
public record LedgerTotals(
    long accepted, long unique, long duplicates, long rejected, long missing) {

  /** accepted = unique + duplicates + rejected. */
  public boolean isBalanced() {
    return accepted == unique + duplicates + rejected;
  }
}
