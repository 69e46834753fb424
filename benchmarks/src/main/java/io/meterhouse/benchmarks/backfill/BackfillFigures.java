package io.meterhouse.benchmarks.backfill;

import io.meterhouse.benchmarks.report.Phase;

/**
 * What a round has seen.
 *
 * @param unique events of the backfill
 * @param cold what the recompute worker did for them
 * @param windows that they are in, of all meters
 * @param rowsRead by ClickHouse meanwhile, whoever asked
 */
record BackfillFigures(
    Phase live, Phase backfill, long unique, Cold cold, long windows, long rowsRead) {

  double foldedPerEvent() {
    return (double) cold.folded() / unique;
  }

  double publishedPerWindow() {
    return (double) cold.published() / windows;
  }

  double rowsReadPerEvent() {
    return (double) rowsRead / unique;
  }

  double stretches() {
    return cold.stretches();
  }
}
