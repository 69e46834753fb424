package io.meterhouse.usagestore;

/** What became of everything that was accepted. */
public record LedgerTotals(long accepted, long unique, long duplicates, long rejected) {

  /** accepted = unique + duplicates + rejected. */
  public boolean isBalanced() {
    return accepted == unique + duplicates + rejected;
  }
}
