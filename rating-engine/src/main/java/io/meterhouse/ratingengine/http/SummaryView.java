package io.meterhouse.ratingengine.http;

import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import java.math.BigDecimal;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a billing cycle comes to.
 *
 * @param subtotal sum of the items; null, as are total and currency, where they are in several
 * @param totals one of each currency
 */
record SummaryView(
    CycleView cycle,
    List<ItemView> items,
    @Nullable BigDecimal subtotal,
    @Nullable BigDecimal total,
    @Nullable String currency,
    int itemCount,
    List<Total> totals) {

  /** What the items in one currency come to. */
  record Total(String currency, BigDecimal subtotal, BigDecimal total, int itemCount) {

    private Total and(BigDecimal amount) {
      return new Total(currency, subtotal.add(amount), total.add(amount), itemCount + 1);
    }
  }

  static SummaryView of(BillingCycle cycle, List<BillingItem> items) {
    SortedMap<String, Total> totals = new TreeMap<>();
    for (BillingItem item : items) {
      BigDecimal amount = item.line().totalAmount();
      totals.merge(
          item.line().currency().getCurrencyCode(),
          new Total(item.line().currency().getCurrencyCode(), amount, amount, 1),
          (sum, one) -> sum.and(one.total()));
    }
    @Nullable Total only = totals.size() == 1 ? totals.firstEntry().getValue() : null;
    @Nullable BigDecimal none = totals.isEmpty() ? BigDecimal.ZERO : null;
    return new SummaryView(
        CycleView.of(cycle),
        items.stream().map(ItemView::of).toList(),
        only == null ? none : only.subtotal(),
        only == null ? none : only.total(),
        only == null ? null : only.currency(),
        items.size(),
        List.copyOf(totals.values()));
  }
}
