package io.meterhouse.ratingengine.audit;

import io.meterhouse.rating.RatedLine;
import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.usagestore.RatedItemRow;
import java.util.stream.Collectors;

/** Items in the words of a report: every figure that is on a bill, to the last digit. */
final class ItemText {

  private ItemText() {}

  static String of(BillingItem item) {
    return figures(item) + " at version " + item.version();
  }

  /** Without the version, which is no matter of price. */
  static String figures(BillingItem item) {
    return line(item.line())
        + ", model %s version %d, breakdown [%s]"
            .formatted(
                item.modelId(),
                item.modelVersion(),
                item.line().breakdown().stream()
                    .map(ItemText::part)
                    .collect(Collectors.joining(", ")));
  }

  static String line(RatedLine line) {
    return "quantity %s, unit price %s, precise amount %s, total %s %s"
        .formatted(
            line.quantity().toPlainString(),
            line.unitPrice().toPlainString(),
            line.preciseAmount().toPlainString(),
            line.totalAmount().toPlainString(),
            line.currency());
  }

  static String of(RatedItemRow row) {
    return "%s %s, quantity %s, unit price %s, precise amount %s, total %s %s, model %s version %d, breakdown %s, cycle %s, changed at %s, at version %d"
        .formatted(
            row.scopeType(),
            row.scopeId(),
            row.quantity().toPlainString(),
            row.unitPrice(),
            row.preciseAmount(),
            row.totalAmount().toPlainString(),
            row.currency(),
            row.pricingModelId(),
            row.pricingModelVersion(),
            row.breakdownJson(),
            row.billingCycleId(),
            row.changedAt(),
            row.version());
  }

  private static String part(RatedLine.Part part) {
    return "%s: %s x %s = %s"
        .formatted(
            part.component(),
            part.quantity().toPlainString(),
            part.unitPrice().toPlainString(),
            part.subtotal().toPlainString());
  }
}
