package io.meterhouse.ratingengine.http;

import io.meterhouse.ratingengine.cycle.BillingScope;
import io.meterhouse.ratingengine.cycle.CycleOwner;
import io.meterhouse.ratingengine.simulation.BackTest;
import io.meterhouse.ratingengine.simulation.BackTestResult;
import io.meterhouse.ratingengine.usage.UsageKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A back-test as the API shows it; quantities and amounts are decimal strings.
 *
 * @param customerCount of all, also of those that are not shown
 * @param customers those with the greatest differences first
 */
record SimulationView(
    String meter,
    Instant from,
    Instant to,
    int customerCount,
    List<Total> totals,
    List<Customer> customers) {

  /** All customers with a proposed price in that currency. */
  record Total(
      String currency,
      String currentAmount,
      String proposedAmount,
      String difference,
      int raised,
      int lowered,
      int unchanged,
      int unpriced) {

    private static Total of(BackTestResult.Total total) {
      return new Total(
          total.currency(),
          total.current().toPlainString(),
          total.proposed().toPlainString(),
          total.proposed().subtract(total.current()).toPlainString(),
          total.raised(),
          total.lowered(),
          total.unchanged(),
          total.unpriced());
    }
  }

  /** One customer. */
  record Customer(
      String tenantId,
      String scopeType,
      String scopeId,
      String quantity,
      int months,
      @Nullable String currentAmount,
      @Nullable String currentCurrency,
      String proposedAmount,
      String currency,
      @Nullable String difference) {

    private static Customer of(BackTestResult.Customer customer) {
      UsageKey key = customer.key();
      BillingScope scope = new CycleOwner(key.tenant(), key.subject()).scope();
      return new Customer(
          key.tenant().value(),
          scope.type(),
          scope.id(),
          customer.quantity().toPlainString(),
          customer.months(),
          customer.current() == null ? null : customer.current().toPlainString(),
          customer.currentCurrency(),
          customer.proposed().toPlainString(),
          customer.currency(),
          customer.difference() == null ? null : customer.difference().toPlainString());
    }
  }

  static SimulationView of(BackTest.Question question, BackTestResult result, int limit) {
    return new SimulationView(
        question.meter(),
        question.period().start(),
        question.period().end(),
        result.customers().size(),
        result.totals().stream().map(Total::of).toList(),
        result.customers().stream().limit(limit).map(Customer::of).toList());
  }
}
