package io.meterhouse.ratingengine.simulation;

import io.meterhouse.rating.RatedLine;
import io.meterhouse.ratingengine.usage.UsageKey;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What customers paid and would have paid.
 *
 * @param customers those with the greatest differences first
 * @param totals by currency of the proposed price
 */
public record BackTestResult(List<Customer> customers, List<Total> totals) {

  /** Copies. */
  public BackTestResult {
    customers = List.copyOf(customers);
    totals = List.copyOf(totals);
  }

  /**
   * One subject of a tenant, all its months added up.
   *
   * @param current what is in force, rounded once a month; null: it has no price, or in another
   *     currency
   * @param currentCurrency null: it has no price
   * @param proposed rounded likewise
   */
  public record Customer(
      UsageKey key,
      BigDecimal quantity,
      int months,
      @Nullable BigDecimal current,
      @Nullable String currentCurrency,
      BigDecimal proposed,
      String currency) {

    /** What the customer would have paid more; null where the two cannot be compared. */
    public @Nullable BigDecimal difference() {
      return current == null ? null : proposed.subtract(current);
    }

    private BigDecimal weight() {
      BigDecimal difference = difference();
      return difference == null ? proposed : difference.abs();
    }
  }

  /**
   * All customers whose two prices can be compared.
   *
   * @param unpriced customers that have no price now, or one in another currency
   */
  public record Total(
      String currency,
      BigDecimal current,
      BigDecimal proposed,
      int raised,
      int lowered,
      int unchanged,
      int unpriced) {}

  /** Adds months up to customers and customers to totals. Not safe for use by several threads. */
  static final class Sum {

    private final Map<UsageKey, Customer> customers = new LinkedHashMap<>();

    /** One month of a customer. */
    void add(UsageKey key, @Nullable RatedLine current, RatedLine proposed) {
      customers.merge(key, customer(key, current, proposed), Sum::both);
    }

    private static Customer customer(
        UsageKey key, @Nullable RatedLine current, RatedLine proposed) {
      String currency = proposed.currency().getCurrencyCode();
      String currentCurrency = current == null ? null : current.currency().getCurrencyCode();
      return new Customer(
          key,
          proposed.quantity(),
          1,
          current != null && currency.equals(currentCurrency) ? current.totalAmount() : null,
          currentCurrency,
          proposed.totalAmount(),
          currency);
    }

    private static Customer both(Customer one, Customer other) {
      return new Customer(
          one.key(),
          one.quantity().add(other.quantity()),
          one.months() + other.months(),
          one.current() == null || other.current() == null
              ? null
              : one.current().add(other.current()),
          one.currentCurrency(),
          one.proposed().add(other.proposed()),
          one.currency());
    }

    BackTestResult result() {
      Map<String, Total> totals = new TreeMap<>();
      customers
          .values()
          .forEach(customer -> totals.merge(customer.currency(), total(customer), Sum::both));
      return new BackTestResult(
          customers.values().stream()
              .sorted(Comparator.comparing(Customer::weight).reversed())
              .toList(),
          List.copyOf(totals.values()));
    }

    private static Total total(Customer customer) {
      BigDecimal difference = customer.difference();
      int sign = difference == null ? 0 : difference.signum();
      BigDecimal current = customer.current();
      return new Total(
          customer.currency(),
          current == null ? BigDecimal.ZERO : current,
          current == null ? BigDecimal.ZERO : customer.proposed(),
          sign > 0 ? 1 : 0,
          sign < 0 ? 1 : 0,
          difference != null && sign == 0 ? 1 : 0,
          difference == null ? 1 : 0);
    }

    private static Total both(Total one, Total other) {
      return new Total(
          one.currency(),
          one.current().add(other.current()),
          one.proposed().add(other.proposed()),
          one.raised() + other.raised(),
          one.lowered() + other.lowered(),
          one.unchanged() + other.unchanged(),
          one.unpriced() + other.unpriced());
    }
  }
}
