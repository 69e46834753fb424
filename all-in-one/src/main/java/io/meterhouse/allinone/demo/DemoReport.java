package io.meterhouse.allinone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/** Prints usage, bill, freshness and proof, each figure as the interface gave it. */
final class DemoReport {

  /** Customers of which the bill is shown line by line. */
  private static final int BILLS_IN_FULL = 2;

  private final PrintStream out;
  private final DemoFigures figures;

  DemoReport(PrintStream out, DemoFigures figures) {
    this.out = out;
    this.figures = figures;
  }

  void print(Replay replay) {
    usage();
    bill();
    out.printf(
        "%nFreshness: everything accepted before %s is in these figures.%n", figures.watermark());
    proof(replay);
  }

  private void usage() {
    out.printf("%nUsage%n");
    out.printf("  %,d events%n", figures.total(DemoTenant.REQUEST_METER).longValueExact());
    out.printf("  %,d context tokens%n", figures.total(DemoTenant.CONTEXT_METER).longValueExact());
    out.printf(
        "  %,d generated tokens%n", figures.total(DemoTenant.GENERATED_METER).longValueExact());
    out.printf("  context tokens by model:%n");
    for (JsonNode row : figures.rows(DemoTenant.CONTEXT_METER, "&group_by=model")) {
      out.printf(
          "    %-10s %,15.0f%n",
          row.path("dimensions").path("model").asText(),
          new BigDecimal(row.path("value").asText()));
    }
  }

  private void bill() {
    List<DemoFigures.Item> items =
        figures.items().stream()
            .sorted(
                Comparator.comparing(DemoFigures.Item::amount)
                    .reversed()
                    .thenComparing(DemoFigures.Item::subject)
                    .thenComparing(DemoFigures.Item::meter))
            .toList();
    out.printf("%nBill%n");
    BigDecimal total = BigDecimal.ZERO;
    for (int i = 0; i < items.size(); i++) {
      DemoFigures.Item item = items.get(i);
      total = total.add(item.amount());
      out.printf(
          "  %-14s %-22s %,15.0f   %s %10s%n",
          item.subject(),
          item.meter(),
          item.quantity(),
          item.currency(),
          item.amount().toPlainString());
      if (i < BILLS_IN_FULL) {
        breakdown(item);
      }
    }
    out.printf("  %-14s %-22s %15s   USD %10s%n", "total", "", "", total.toPlainString());
  }

  private void breakdown(DemoFigures.Item item) {
    for (DemoFigures.Line line : item.breakdown()) {
      out.printf(
          "    %s: %s × %s = %s%n",
          line.component(), line.quantity(), line.unitPrice(), line.subtotal());
    }
  }

  private void proof(Replay replay) {
    DemoFigures.Ledger ledger = figures.ledger();
    out.printf("%nProof%n");
    out.printf(
        "  this run posted %,d accepted and %,d refused events%n",
        replay.accepted(), replay.refused());
    if (replay.repeated() > 0) {
      out.printf("  %,d of them again, because the answer was 503%n", replay.repeated());
    }
    out.printf(
        "  accepted %,d = unique %,d + duplicates %,d + rejected %,d   %s%n",
        ledger.accepted(),
        ledger.unique(),
        ledger.duplicates(),
        ledger.rejected(),
        ledger.balanced() ? "balanced" : "NOT BALANCED");
  }
}
